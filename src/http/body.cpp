#include "http/body.h"

#define ZLIB_CONST  // what is read is not written
#include <zlib.h>
#include <zstd.h>

#include <array>
#include <memory>

#include "base/assert.h"
#include "base/limits.h"

namespace http {

namespace {

using base::Error;
using base::Fault;
using base::Result;

constexpr int gzip_window = 15 + 16;  // zlib's way of asking for gzip's own head and checksum

Error too_large() { return {Fault::limit, "the body is too large when it is expanded", "send less at once; body_bytes_max is " + std::to_string(base::limits::body_bytes_max.value)}; }
Error broken(std::string_view encoding) { return {Fault::input, "the body is not " + std::string(encoding) + ", or breaks off", "compress it again, or send it as it is"}; }

/// Adds a piece, unless that is too much.
bool add(std::string& text, const char* piece, std::size_t size) {
    if (size > base::limits::body_bytes_max - text.size()) return false;
    text.append(piece, size);
    return true;
}

Result<std::string> from_gzip(std::string_view body) {
    z_stream stream{};
    if (inflateInit2(&stream, gzip_window) != Z_OK) return Error{Fault::outside, "zlib cannot start", "free some memory"};
    const std::unique_ptr<z_stream, int (*)(z_stream*)> end(&stream, inflateEnd);
    std::string text;
    std::array<char, 1 << 16> piece;
    stream.next_in = reinterpret_cast<const Bytef*>(body.data());
    stream.avail_in = static_cast<uInt>(body.size());
    for (;;) {
        stream.next_out = reinterpret_cast<Bytef*>(piece.data());
        stream.avail_out = static_cast<uInt>(piece.size());
        const int state = inflate(&stream, Z_NO_FLUSH);
        if (state != Z_OK && state != Z_STREAM_END) return broken("gzip");
        if (!add(text, piece.data(), piece.size() - stream.avail_out)) return too_large();
        if (state != Z_STREAM_END) continue;
        if (stream.avail_in == 0) return text;
        inflateReset(&stream);  // several members follow each other, as gzip allows
    }
}

Result<std::string> from_zstd(std::string_view body) {
    const std::unique_ptr<ZSTD_DStream, std::size_t (*)(ZSTD_DStream*)> stream(ZSTD_createDStream(), ZSTD_freeDStream);
    if (!stream) return Error{Fault::outside, "zstd cannot start", "free some memory"};
    ZSTD_DCtx_setParameter(stream.get(), ZSTD_d_windowLogMax, 23);  // RFC 8878: what a decoder should support, 8 MB
    std::string text;
    std::array<char, 1 << 16> piece;
    ZSTD_inBuffer in{body.data(), body.size(), 0};
    for (;;) {
        ZSTD_outBuffer out{piece.data(), piece.size(), 0};
        const std::size_t left = ZSTD_decompressStream(stream.get(), &out, &in);
        if (ZSTD_isError(left) != 0) return broken("zstd");
        if (!add(text, piece.data(), out.pos)) return too_large();
        if (in.pos < in.size) continue;
        if (left == 0) return text;
        if (out.pos < out.size) return broken("zstd");
    }
}

}  // namespace

Result<std::string> expanded(std::string body, std::string_view encoding) {
    if (encoding.empty() || encoding == "identity") return body;
    if (encoding == "gzip" || encoding == "x-gzip") return from_gzip(body);
    if (encoding == "zstd") return from_zstd(body);
    return Error{Fault::input, "a body cannot be read in this encoding: " + std::string(encoding), "use gzip, zstd or none"};
}

std::string gzipped(std::string_view text) {
    z_stream stream{};
    ASSERT(deflateInit2(&stream, 5, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string out(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
    stream.next_in = reinterpret_cast<const Bytef*>(text.data());
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    ASSERT(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    out.resize(out.size() - stream.avail_out);
    deflateEnd(&stream);
    return out;
}

}  // namespace http
