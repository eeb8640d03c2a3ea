#include "http/pages.h"

#include <charconv>
#include <map>
#include <set>
#include <vector>

#include "base/assert.h"
#include "http/body.h"
#include "http/page_bytes.h"
#include "operations/operation.h"
#include "protocols/mlflow/interface.h"

namespace http {

namespace {

struct File {
    std::string_view type, digest, packed;
};
using Files = std::map<std::string_view, File, std::less<>>;

std::string_view until(std::string_view& text, char end) {
    const auto place = text.find(end);
    ASSERT(place != std::string_view::npos);
    const auto taken = text.substr(0, place);
    text.remove_prefix(place + 1);
    return taken;
}

std::size_t number(std::string_view text) {
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    ASSERT(error == std::errc());
    ASSERT(end == text.data() + text.size());
    return value;
}

/// The index before the bytes; web/embed.mjs says how it is written.
Files read_files(std::string_view bytes) {
    Files files;
    if (bytes.empty()) return files;
    const auto head = until(bytes, ' ');
    ASSERT(head == "charter-pages");
    const std::size_t count = number(until(bytes, '\n'));
    std::vector<std::pair<std::string_view, std::size_t>> sizes;
    for (std::size_t i = 0; i < count; ++i) {
        const auto path = until(bytes, ' '), type = until(bytes, ' '), digest = until(bytes, ' ');
        files[path] = {.type = type, .digest = digest, .packed = {}};
        sizes.emplace_back(path, number(until(bytes, '\n')));
    }
    const auto empty = until(bytes, '\n');
    ASSERT(empty.empty());
    for (const auto& [path, size] : sizes) {
        ASSERT(size <= bytes.size());
        files[path].packed = bytes.substr(0, size);
        bytes.remove_prefix(size);
    }
    ASSERT(bytes.empty());
    return files;
}

const Files& files() {
    static const Files all = read_files(page_bytes());
    return all;
}

std::string_view first_word(std::string_view path) {
    path.remove_prefix(std::min<std::size_t>(path.size(), 1));
    return path.substr(0, path.find('/'));
}

/// Paths that begin with these words are programs', also those that do not exist.
bool is_programs(std::string_view path) {
    static const std::set<std::string_view> words = [] {
        std::set<std::string_view> all{"assets"};
        for (const auto* operation : operations::catalogue()) {
            if (!operation->route.path.empty()) all.insert(first_word(operation->route.path));
        }
        return all;
    }();
    return words.contains(first_word(path)) || protocols::mlflow::Interface::serves(path);
}

/// Addresses that the page knows: web/src/app.tsx has them one by one.
bool is_known(std::string_view path) {
    static const std::set<std::string_view> words{"", "sign-in", "inbox", "ledger", "charters", "products"};
    return words.contains(first_word(path));
}

std::string_view header(const Asked& asked, std::string_view name) {
    const auto found = asked.headers.find(name);
    return found == asked.headers.end() ? std::string_view() : std::string_view(found->second);
}

/// Scripts, styles and pictures are files of ours; nothing is written into the page, nothing comes from elsewhere, nobody frames it.
constexpr std::string_view policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// What applications load into pages of their own (web/widget): it says nothing of anybody, so any may, and may check its digest.
bool is_for_others(std::string_view path) { return path.starts_with("/feedback/"); }

Answer answer_of(std::string_view path, const File& file, const Asked& asked, int status, std::string_view caching) {
    const std::string tag = "\"" + std::string(file.digest) + "\"";
    std::string type(file.type);
    if (const auto place = type.find(';'); place != std::string::npos) type.insert(place + 1, " ");
    Answer answer;
    answer.status = status;
    answer.type = std::move(type);
    answer.headers = {{"ETag", tag}, {"Cache-Control", std::string(caching)}, {"Vary", "Accept-Encoding"}, {"Content-Security-Policy", std::string(policy)}, {"Cross-Origin-Opener-Policy", "same-origin"},
                      {"Cross-Origin-Resource-Policy", "same-origin"}};
    if (is_for_others(path)) {
        for (auto& [name, value] : answer.headers) {
            if (name == "Cross-Origin-Resource-Policy") value = "cross-origin";
        }
        answer.headers.emplace_back("Access-Control-Allow-Origin", "*");
    }
    if (status == 200 && header(asked, "if-none-match").find(tag) != std::string_view::npos) {
        answer.status = 304;
        answer.type.clear();
    } else if (header(asked, "accept-encoding").find("gzip") != std::string_view::npos) {
        answer.body = std::string(file.packed);
        answer.headers.emplace_back("Content-Encoding", "gzip");
    } else {
        auto whole = expanded(std::string(file.packed), "gzip");
        ASSERT(whole);
        answer.body = *std::move(whole);
    }
    return answer;
}

}  // namespace

std::optional<Answer> page_answer(const Asked& asked) {
    if (files().empty() || (asked.method != "GET" && asked.method != "HEAD")) return std::nullopt;
    const auto path = std::string_view(asked.target).substr(0, asked.target.find_first_of("?#"));
    if (const auto file = files().find(path); file != files().end() && path != "/index.html") {
        return answer_of(path, file->second, asked, 200, path.starts_with("/assets/") ? "public, max-age=31536000, immutable" : "no-cache");
    }
    if (is_programs(path)) return std::nullopt;
    // Whoever takes anything, as programs do, is shown the page at the root alone.
    const auto accepts = header(asked, "accept");
    if (accepts.find("text/html") == std::string_view::npos && path != "/") return std::nullopt;
    const auto page = files().find("/index.html");
    ASSERT(page != files().end());
    return answer_of("/index.html", page->second, asked, is_known(path) ? 200 : 404, "no-cache");
}

std::size_t page_count() { return files().size(); }

}  // namespace http
