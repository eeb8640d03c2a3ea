#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "base/json.h"

namespace base {

/// The vectors of `tests/golden/NAME`, which a script beside them made with independent implementations, for tests.
inline json::value golden(const std::string& name) {
    std::ifstream file(std::string(CHARTER_SOURCE) + "/tests/golden/" + name);
    auto document = parse_json(std::string(std::istreambuf_iterator<char>(file), {}));
    EXPECT_TRUE(static_cast<bool>(document)) << name;
    return document ? *std::move(document) : json::value();
}

}  // namespace base
