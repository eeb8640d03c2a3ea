#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/part_file.h"
#include "base/result.h"

/// HTTP/1.1 with keep-alive: a request in, an answer out. Only server.cpp knows the library behind it.
///
///   ASSIGN_OR_RETURN(auto server, Server::start({.host = "127.0.0.1", .port = 8420}, handler));
///   ...
///   server->stop();   // what was begun is answered, nothing new is taken
///
/// Bodies may be compressed (gzip, zstd); they arrive here as they were before. Handlers run on threads of their own and may wait.
/// Limits: base/limits.h, from connections_max to body_bytes_max. A sender that is too slow is left.
namespace http {

struct Asked {
    std::string method;   ///< `GET`
    std::string target;   ///< `/v1/products?limit=3`, as it was sent
    std::map<std::string, std::string, std::less<>> headers;  ///< names in lower case; of a name that comes twice both values, with a comma between
    std::string body;
    std::shared_ptr<base::PartFile> part;  ///< the body, where it went to a file
    std::string address;  ///< who asks
    bool encrypted = false;
    std::shared_ptr<const void> admitted;  ///< what `admit` found out, for `handle`
};

/// Takes one message of a stream, from any thread.
using Sink = std::function<void(const std::string&)>;

/// A file that is sent as a body.
struct SentFile {
    std::string path;
    std::string digest;  ///< `sha256:...`, of what was kept there
    std::int64_t bytes = 0;
};

struct Answer {
    int status = 200;
    std::string type = "application/json";
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
    std::optional<SentFile> file;  ///< in place of `body`
    /// Server-sent events: messages follow until the client leaves; what this returns is released then.
    std::function<std::shared_ptr<void>(Sink)> stream;
};

class Handler {
public:
    virtual ~Handler() = default;
    /// Looks at the head alone. An answer ends it there: no body is read for whoever may not send one.
    virtual std::optional<Answer> admit(Asked& asked) = 0;
    virtual Answer handle(const Asked& asked) = 0;
    /// Whether both take microseconds and wait for nothing: then the thread that reads and writes calls them itself.
    virtual bool answers_at_once(const Asked&) const { return false; }
    /// A file that the body goes to, for one that may be larger than what is held; nothing: it is held. Asked after `admit`.
    virtual std::optional<base::Result<base::PartFile>> part_for(const Asked&) { return std::nullopt; }
    virtual std::uint64_t file_bytes_max() const { return 0; }
    /// Whether `admit` alone does: what it needs is in memory.
    virtual bool admits_at_once(const Asked&) const { return false; }
    /// Whether it is short, and writes what others write too: those that wait at the same time are handled together, and share a commit. Asked after `admit`.
    virtual bool shares(const Asked&) const { return false; }
    /// The answers, in the order of what is asked.
    virtual std::vector<Answer> handle_together(std::span<const Asked* const> asked) {
        std::vector<Answer> answers;
        for (const auto* one : asked) answers.push_back(handle(*one));
        return answers;
    }
    /// What went wrong before there was anything to handle: a request that is none, too large, too slow.
    virtual Answer refuse(int status, std::string what, std::string next) = 0;
};

struct Listening {
    std::string host = "127.0.0.1";
    std::uint16_t port = 8420;      ///< 0: any that is free
    std::string certificate, key;   ///< PEM files; empty: not encrypted
    int handlers = 16;              ///< threads that may wait
};

class Server {
public:
    /// Listens when it returns. Faults: an address that is not there or taken, a certificate that cannot be read.
    static base::Result<std::unique_ptr<Server>> start(const Listening& listening, Handler& handler);
    virtual ~Server() = default;

    virtual std::uint16_t port() const = 0;
    virtual std::int64_t connections() const = 0;
    /// Returns when what was begun is answered, after stop_seconds_max at the latest.
    virtual void stop() = 0;
};

}  // namespace http
