#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/scope.h"
#include "base/time.h"

namespace records {
struct Actor;
}

/// One thing a user can do is one file in this folder: a constant that says how it is called, what it takes and gives, who may do it,
/// and the function that does it. The faces (command line, HTTP), the authorisation and the reference pages are made from these.
///
/// An operation without a route works on files, where the program runs. One with a route works on what a server keeps: the server runs
/// it, and its command sends the request.
namespace operations {

class Service;

struct Parameter {
    enum class Kind {
        text, number, flag, list, time,
        body,  ///< a file, which is sent as the request's body
    };
    std::string_view name;         ///< `as-of`; `--as-of` on the command line
    Kind kind = Kind::text;
    std::string_view sentence;
    std::string_view placeholder = "";  ///< `FILE`
    bool required = false;
    bool positional = false;
    std::span<const std::string_view> choices = {};
    std::string_view fallback = "";     ///< what an absent one means, for the help
};

/// What a value should be, where it is not what the parameter takes: "a number". Empty: it fits.
std::string misfit(const Parameter& parameter, const std::string& value);

/// What the user gave, already checked against the parameters.
class Arguments {
public:
    std::map<std::string, std::vector<std::string>, std::less<>> values;

    bool has(std::string_view name) const { return values.find(name) != values.end(); }
    std::string text(std::string_view name, std::string_view fallback = "") const;
    std::vector<std::string> list(std::string_view name) const;
    std::optional<double> number(std::string_view name) const;
    bool flag(std::string_view name) const { return has(name); }
};

/// What a server was asked, beside the arguments.
struct Request {
    Service* service = nullptr;
    const records::Actor* actor = nullptr;    ///< null: nobody was asked who they are
    std::string_view body;                    ///< as it was before it was compressed
    std::map<std::string, std::string, std::less<>> headers;  ///< names in lower case
    std::string id;                           ///< in the log and in the answer
    std::string address;                      ///< who asks
};

struct Output;

/// Where a server listens.
struct Listening {
    std::string host = "127.0.0.1";
    std::uint16_t port = 8420;     ///< 0: any that is free
    std::string certificate, key;  ///< PEM files; empty: not encrypted
};

/// The world around a call. Operations touch nothing else.
struct Surroundings {
    base::Time now;
    base::Time (*clock)() = nullptr;                         ///< for what goes on longer than a call
    const Request* request = nullptr;                        ///< of operations with a route, and only theirs
    bool terminal = false;                                   ///< colours and a progress bar make sense
    int width = 80;
    const std::atomic<bool>* stop = nullptr;
    std::function<void(double share, std::int64_t rows)> progress;  ///< empty: nobody looks
    std::function<void(const std::string&)> say;             ///< a line for the user beside the output
    /// Asks a server for an operation with a route, by its id; `body` where it takes one.
    std::function<base::Result<Output>(std::string_view operation, const Arguments&, const std::string& body)> ask;
    /// Keeps a service open to the world until it is asked to stop; only the program that runs us knows how.
    std::function<base::Result<base::Done>(Service&, const Listening&)> serve;
};

/// Takes one message, JSON without line breaks. Called from any thread; returns at once.
using Sink = std::function<void(const std::string& message)>;

struct Output {
    std::string text{};
    int exit_code = 0;
    std::string_view type = "text/plain; charset=utf-8";
    int status = 200;  ///< for HTTP, where it went well
    std::vector<std::pair<std::string, std::string>> headers{};  ///< for HTTP: a cookie, a digest
    /// Messages that follow as they come, until what it returns is released. Empty: the text is all.
    std::function<std::shared_ptr<void>(Sink)> stream{};
};

enum class Method { get, post, put, remove };

struct Route {
    Method method = Method::get;
    std::string_view path = "";  ///< `/v1/products/{product}/scorecard`: words in braces are parameters; empty: no server is asked
};

/// Who may. It has no value of its own: an operation that does not say who may does not compile.
struct Permit {
    std::optional<base::Scope> scope;  ///< none: whoever asks

    Permit() = delete;
    constexpr Permit(base::Scope needed) : scope(needed) {}  // NOLINT: being written as a scope is the point
    static constexpr Permit nobody_is_asked() { return Permit(std::optional<base::Scope>()); }

private:
    constexpr explicit Permit(std::optional<base::Scope> none) : scope(none) {}
};
/// For operations on files: whoever can read the file, may.
inline constexpr Permit on_this_machine = Permit::nobody_is_asked();
/// For the few that tell nothing of any product.
inline constexpr Permit whoever_asks = Permit::nobody_is_asked();

struct Operation {
    std::string_view id;
    std::string_view command;    ///< `evaluate`; empty: it has none
    Route route = {};
    Permit scope;
    std::string_view summary;    ///< one sentence
    std::string_view about;      ///< a paragraph for the reference page
    std::span<const Parameter> parameters;
    std::string_view example;    ///< a command line that works
    base::Result<Output> (*run)(const Arguments&, const Surroundings&);
};

std::span<const Operation* const> catalogue();

}  // namespace operations
