#pragma once

#include <cstddef>
#include <memory>

#include "base/digest.h"

struct evp_md_ctx_st;

namespace base {

/// A digest that is made piece by piece.
class Sha256 {
public:
    Sha256();
    void add(const void* bytes, std::size_t size);
    /// Of all that was added; nothing more can be.
    Digest finish();

private:
    std::unique_ptr<evp_md_ctx_st, void (*)(evp_md_ctx_st*)> context_;
};

}  // namespace base
