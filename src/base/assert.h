#pragma once

#include <cstdio>
#include <cstdlib>

/// Assertions of ours: they state what must be true if the code is right, and stay on in release.
/// Input that is wrong is never an assertion; it is an Error with a next step.
namespace base {

[[noreturn]] inline void assertion_failed(const char* expression, const char* file, int line) {
    std::fprintf(stderr, "charter: our own fault, please report it: %s (%s:%d)\n", expression, file, line);
    std::abort();
}

}  // namespace base

#define ASSERT(expression) ((expression) ? void(0) : ::base::assertion_failed(#expression, __FILE__, __LINE__))
