#include "http/page_bytes.h"

/// The file that web/embed.mjs makes, taken in by the assembler: as a C++ array, half a megabyte takes the compiler longer than all else here.
/// Whoever builds without pages defines no CHARTER_PAGES.
#ifdef CHARTER_PAGES
asm(".section .rodata\n"
    ".global charter_page_bytes\n"
    ".global charter_page_bytes_end\n"
    ".balign 16\n"
    "charter_page_bytes:\n"
    ".incbin \"" CHARTER_PAGES "\"\n"
    "charter_page_bytes_end:\n"
    ".byte 0\n"
    ".previous\n");
extern "C" const char charter_page_bytes[];
extern "C" const char charter_page_bytes_end[];
#endif

namespace http {

std::string_view page_bytes() {
#ifdef CHARTER_PAGES
    return {charter_page_bytes, static_cast<std::size_t>(charter_page_bytes_end - charter_page_bytes)};
#else
    return {};
#endif
}

}  // namespace http
