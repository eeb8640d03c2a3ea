#include "cli/remote.h"

#include <curl/curl.h>

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>

#include "base/assert.h"
#include "base/json.h"
#include "operations/faults.h"

namespace cli {

namespace {

using base::Error;
using base::Fault;
using base::Result;
using operations::Method;
using operations::Parameter;

using Curl = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;

std::string escaped(CURL* curl, const std::string& text) {
    const std::unique_ptr<char, decltype(&curl_free)> spelled(curl_easy_escape(curl, text.data(), static_cast<int>(text.size())), curl_free);
    return spelled ? spelled.get() : "";
}

/// Path and query; parameters that the path does not name follow it.
std::string target_of(CURL* curl, const Call& call) {
    std::string path(call.operation->route.path);
    std::string query;
    for (const auto& [name, values] : call.arguments.values) {
        const auto parameter = std::find_if(call.operation->parameters.begin(), call.operation->parameters.end(), [n = std::string_view(name)](const Parameter& one) { return one.name == n; });
        if (parameter == call.operation->parameters.end() || parameter->kind == Parameter::Kind::body) continue;
        if (const auto place = path.find("{" + name + "}"); place != std::string::npos) {
            path.replace(place, name.size() + 2, escaped(curl, values.front()));
            continue;
        }
        for (const auto& value : values) query += (query.empty() ? "?" : "&") + escaped(curl, name) + "=" + escaped(curl, value);
    }
    return path + query;
}

Result<std::string> body_of(const Call& call) {
    for (const auto& parameter : call.operation->parameters) {
        if (parameter.kind != Parameter::Kind::body || !call.arguments.has(parameter.name)) continue;
        const std::string path = call.arguments.text(parameter.name);
        if (path == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
        std::ifstream file(path, std::ios::binary);
        if (!file) return Error{Fault::missing, "cannot read file: " + path, "check the path and its permissions"};
        return std::string(std::istreambuf_iterator<char>(file), {});
    }
    return std::string();
}

/// What comes back: text, or messages one by one.
struct Received {
    const std::function<void(const std::string&)>* line = nullptr;
    std::string text;
    std::string type;
    int exit_code = 0;

    bool streams() const { return type.starts_with("text/event-stream"); }
    void take(std::string_view piece) {
        text += piece;
        if (!streams()) return;
        for (auto end = text.find('\n'); end != std::string::npos; end = text.find('\n')) {
            if (text.starts_with("data: ")) (*line)(text.substr(6, end - 6));
            text.erase(0, end + 1);
        }
    }
    void header(std::string_view one) {
        const auto colon = one.find(':');
        if (colon == std::string_view::npos) return;
        std::string name(one.substr(0, colon));
        std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        const auto begin = one.find_first_not_of(' ', colon + 1);
        const std::string value(begin == std::string_view::npos ? "" : one.substr(begin, one.find_last_not_of("\r\n ") + 1 - begin));
        if (name == "content-type") type = value;
        if (name == "x-charter-exit-code") exit_code = std::atoi(value.c_str());
    }
};

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* received) {
    static_cast<Received*>(received)->take({data, size * count});
    return size * count;
}
std::size_t on_header(char* data, std::size_t size, std::size_t count, void* received) {
    static_cast<Received*>(received)->header({data, size * count});
    return size * count;
}

Error error_of(long status, const std::string& text) {
    const auto parsed = base::parse_json(text);
    const auto* whole = parsed ? parsed->if_object() : nullptr;
    const auto* error = whole == nullptr ? nullptr : whole->if_contains("error");
    if (const auto* details = whole == nullptr ? nullptr : whole->if_contains("errorDetails"); details != nullptr && details->is_string()) {  // OpenFeature's spelling
        const auto words = std::find_if(operations::fault_words.begin(), operations::fault_words.end(), [&](const auto& one) { return one.status == status; });
        return {words == operations::fault_words.end() ? Fault::outside : words->fault, std::string(details->as_string()), "charter flag list PRODUCT shows what there is"};
    }
    if (error == nullptr || !error->is_object()) return {Fault::outside, "the server answered " + std::to_string(status), "is it one of ours? --server names it"};
    const auto member = [&](const char* name) {
        const auto* found = error->as_object().if_contains(name);
        return found != nullptr && found->is_string() ? std::string(found->as_string()) : std::string();
    };
    for (const auto& words : operations::fault_words) {
        if (words.word == member("fault")) return {words.fault, member("what"), member("next")};
    }
    return {Fault::outside, member("what"), member("next")};
}

}  // namespace

namespace {

Result<operations::Output> ask(const Call& call, const std::string& body, const Remote& remote, const std::function<void(const std::string&)>& line) {
    const Curl curl(curl_easy_init(), curl_easy_cleanup);
    if (!curl) return Error{Fault::outside, "libcurl cannot start", "free some memory"};
    const std::string url = remote.server + target_of(curl.get(), call);
    Received received{&line, {}, {}, 0};
    const auto method = call.operation->route.method;
    curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl.get(), CURLOPT_CONNECTTIMEOUT, 10L);
    if (!remote.authorities.empty()) curl_easy_setopt(curl.get(), CURLOPT_CAINFO, remote.authorities.c_str());
    if (method == Method::post || method == Method::put) {
        curl_easy_setopt(curl.get(), CURLOPT_POST, 1L);
        curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
        curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, body.c_str());
    }
    if (method == Method::put) curl_easy_setopt(curl.get(), CURLOPT_CUSTOMREQUEST, "PUT");
    if (method == Method::remove) curl_easy_setopt(curl.get(), CURLOPT_CUSTOMREQUEST, "DELETE");
    curl_slist* list = curl_slist_append(nullptr, "Content-Type: application/octet-stream");
    if (!remote.token.empty()) list = curl_slist_append(list, ("Authorization: Bearer " + remote.token).c_str());
    const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(list, curl_slist_free_all);
    curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &received);
    curl_easy_setopt(curl.get(), CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(curl.get(), CURLOPT_HEADERDATA, &received);
    const CURLcode code = curl_easy_perform(curl.get());
    long status = 0;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
    if (code != CURLE_OK && !(received.streams() && status == 200)) {
        return Error{Fault::outside, "no answer from " + remote.server + ": " + curl_easy_strerror(code), "start one with \"charter serve --folder FOLDER\", or say where it is with CHARTER_SERVER"};
    }
    if (status < 200 || status >= 300) return error_of(status, received.text);
    operations::Output output;
    if (!received.streams()) output.text = std::move(received.text);
    output.exit_code = received.exit_code;
    return output;
}

}  // namespace

Result<operations::Output> ask(const Call& call, const Remote& remote, const std::function<void(const std::string&)>& line) {
    ASSIGN_OR_RETURN(const std::string body, body_of(call));
    return ask(call, body, remote, line);
}

Result<operations::Output> ask(std::string_view id, const operations::Arguments& arguments, const std::string& body, const Remote& remote) {
    const auto all = operations::catalogue();
    const auto operation = std::find_if(all.begin(), all.end(), [&](const operations::Operation* one) { return one->id == id; });
    ASSERT(operation != all.end());
    return ask(Call{*operation, arguments, {}}, body, remote, [](const std::string&) {});
}

}  // namespace cli
