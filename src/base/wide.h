#pragma once

namespace base {

/// 128-bit integers, which both of our compilers have although the standard does not name them.
__extension__ typedef unsigned __int128 Wide;

}  // namespace base
