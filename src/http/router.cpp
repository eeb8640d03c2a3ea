#include "http/router.h"

#include <openssl/rand.h>

#include <boost/json.hpp>
#include <boost/url.hpp>
#include <chrono>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/json.h"
#include "base/limits.h"
#include "base/nearest.h"
#include "http/foreign.h"
#include "http/pages.h"
#include "operations/faults.h"
#include "operations/service/service.h"
#include "operations/shared/openapi.h"
#include "records/artifacts/artifacts.h"
#include "protocols/mlflow/cost.h"
#include "protocols/mlflow/interface.h"
#include "records/ledger/encoding.h"
#include "records/registry/secret.h"
#include "records/registry/shared_commit.h"
#include "records/tracking/tracking.h"
#include "report/escape.h"

namespace http {

namespace {

using base::Error;
using base::Fault;
using base::Result;
using operations::Arguments;
using operations::Method;
using operations::Operation;
using operations::Parameter;
using operations::spelled;
namespace json = base::json;

/// HEAD asks for what GET would be answered.
bool is(Method method, const std::string& asked) { return asked == spelled(method) || (asked == "HEAD" && method == Method::get); }

/// An operation's path, taken apart once.
struct Pattern {
    std::vector<std::string_view> words;
    const Operation* operation;
};

std::vector<std::string_view> words(std::string_view path) {
    std::vector<std::string_view> all;
    while (!path.empty()) {
        path.remove_prefix(1);
        const auto end = std::min(path.find('/'), path.size());
        all.push_back(path.substr(0, end));
        path.remove_prefix(end);
    }
    return all;
}

const std::vector<Pattern>& patterns() {
    static const std::vector<Pattern> all = [] {
        std::vector<Pattern> made;
        for (const auto* operation : operations::catalogue()) {
            if (!operation->route.path.empty()) made.push_back({words(operation->route.path), operation});
        }
        return made;
    }();
    return all;
}

/// Whether all but the words in braces is the same.
bool match(const std::vector<std::string_view>& wanted, const std::vector<std::string>& path) {
    return std::equal(wanted.begin(), wanted.end(), path.begin(), path.end(), [](std::string_view word, const std::string& given) { return word.front() == '{' || word == given; });
}

/// The words in braces, of a path that matches.
void take(const std::vector<std::string_view>& wanted, const std::vector<std::string>& path, Arguments& arguments) {
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (wanted[i].front() == '{') arguments.values[std::string(wanted[i].substr(1, wanted[i].size() - 2))] = {path[i]};
    }
}

std::string request_id() {
    std::string bytes(8, '\0');
    RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    return records::hex(bytes);
}

std::string header(const Asked& asked, std::string_view name) {
    const auto found = asked.headers.find(name);
    return found == asked.headers.end() ? std::string() : found->second;
}

/// A training logs many small things, and its client waits for each.
constexpr double logged_per_second_max = 20'000;

constexpr base::Scope only_view[] = {base::Scope::view};

/// Nothing: it is not of MLflow's.
std::optional<protocols::mlflow::Request> mlflow_request(const Asked& asked) {
    using protocols::mlflow::Interface;
    if (!Interface::serves(std::string_view(asked.target).substr(0, asked.target.find('?')))) return std::nullopt;
    const auto url = boost::urls::parse_origin_form(asked.target);
    if (!url) return std::nullopt;
    protocols::mlflow::Request request;
    request.method = asked.method;
    request.path = url->path();
    for (const auto& parameter : url->params()) request.query.emplace_back(parameter.key, parameter.value);
    request.content_type = header(asked, "content-type");
    return request;
}

/// The token, however it was sent; empty: none was.
std::string token_of(const Asked& asked) {
    const std::string given = header(asked, "authorization");
    if (given.starts_with("Bearer ")) return given.substr(7);
    if (given.starts_with("Basic ")) {
        const auto pair = records::bytes_of_base64(given.substr(6)).value_or("");
        return pair.substr(std::min(pair.find(':') + 1, pair.size()));
    }
    if (auto key = header(asked, "x-api-key"); !key.empty()) return key;
    constexpr std::string_view cookie = "charter_session=";
    const std::string cookies = header(asked, "cookie");
    const auto place = cookies.find(cookie);
    if (place == std::string::npos) return {};
    // A session's cookie is sent along by the browser whoever made the page: only pages of ours may change something with it.
    const bool changes = asked.method != "GET" && asked.method != "HEAD";
    if (changes && header(asked, "sec-fetch-site") != "same-origin") return {};
    const auto begin = place + cookie.size();
    return cookies.substr(begin, cookies.find(';', begin) - begin);
}

/// Members of a JSON body as arguments.
Result<base::Done> add_body(const std::string& body, Arguments& arguments) {
    ASSIGN_OR_RETURN(const auto value, base::parse_json(body));
    const auto* object = value.if_object();
    if (object == nullptr) return Error{Fault::input, "the body is no JSON object", "send {\"name\": value, ...}"};
    const auto written = [](const json::value& one) { return one.is_string() ? std::string(one.as_string()) : json::serialize(one); };
    for (const auto& [name, member] : *object) {
        std::vector<std::string>& values = arguments.values[std::string(name)];
        if (const auto* list = member.if_array()) {
            for (const auto& one : *list) values.push_back(written(one));
        } else if (member.is_null() || (member.is_bool() && !member.as_bool())) {
            arguments.values.erase(std::string(name));
        } else {
            values.push_back(written(member));
        }
    }
    return base::Done{};
}

Result<base::Done> check(const Operation& operation, Arguments& arguments) {
    std::vector<std::string> known;
    for (const auto& parameter : operation.parameters) known.emplace_back(parameter.name);
    for (const auto& [name, values] : arguments.values) {
        const auto parameter = std::find_if(operation.parameters.begin(), operation.parameters.end(), [n = std::string_view(name)](const Parameter& one) { return one.name == n; });
        if (parameter == operation.parameters.end()) {
            const auto nearest = base::nearest_name(name, known);
            return Error{Fault::input, "unknown parameter: " + name, nearest.empty() ? fmt::format("it takes: {}", fmt::join(known, ", ")) : "did you mean " + nearest + "?"};
        }
        if (values.size() > 1 && parameter->kind != Parameter::Kind::list) return Error{Fault::input, "given more than once: " + name, "give it once"};
        for (const auto& value : values) {
            if (const auto expected = misfit(*parameter, value); !expected.empty()) return Error{Fault::input, fmt::format("{} cannot be \"{}\"", name, value), "it takes " + expected};
        }
    }
    for (const auto& parameter : operation.parameters) {
        if (parameter.required && parameter.kind != Parameter::Kind::body && !arguments.has(parameter.name)) return Error{Fault::input, "a parameter is missing: " + std::string(parameter.name), std::string(parameter.sentence)};
    }
    if (arguments.flag("json")) arguments.values["format"] = {"json"};
    return base::Done{};
}

bool takes_body(const Operation& operation) {
    return std::any_of(operation.parameters.begin(), operation.parameters.end(), [](const Parameter& one) { return one.kind == Parameter::Kind::body; });
}

}  // namespace

/// What is known of a request once its head was read.
struct Router::Admitted {
    std::string id;
    std::chrono::steady_clock::time_point begin = std::chrono::steady_clock::now();
    const Operation* operation = nullptr;
    Arguments arguments;
    std::optional<records::Actor> actor;
    std::string allowed;  ///< methods of the path, where another was asked for
    std::optional<protocols::mlflow::Request> mlflow;  ///< in place of an operation
    std::shared_ptr<const std::string> kept;           ///< the answer, where it was read before
};

Router::Router(operations::Service& service, std::function<base::Time()> clock, std::function<void(const Logged&)> log, const std::atomic<bool>& stop)
    : service_(service),
      feedback_(service),
      kept_(records::write_count(service.folder() + "/registry.sqlite")),
      requests_({.at_once = static_cast<double>(base::limits::requests_at_once_max), .per_second = static_cast<double>(base::limits::requests_per_second_max)}),
      refusals_({.at_once = static_cast<double>(base::limits::refusals_at_once_max), .per_second = static_cast<double>(base::limits::refusals_per_minute_max) / 60}),
      evaluations_({.at_once = operations::FlagTerms::per_second_max, .per_second = operations::FlagTerms::per_second_max}),
      logged_({.at_once = logged_per_second_max, .per_second = logged_per_second_max}),
      clock_(std::move(clock)),
      log_(std::move(log)),
      stop_(stop) {}

/// Whoever guesses tokens, or asks without end, leaves room for the others.
Result<base::Done> Router::not_too_often(const Asked& asked, const std::string& token) {
    const auto id = records::id_of_token(token);
    const std::string who = id ? asked.address + " " + *id : asked.address;
    if (const auto* foreign = foreign_of(asked.target); foreign != nullptr && foreign->at_once) return evaluations_not_too_often(who);
    auto& bucket = protocols::mlflow::Interface::serves(std::string_view(asked.target).substr(0, asked.target.find('?'))) ? logged_ : requests_;
    if (!bucket.take(who, clock_())) return base::Done{};
    return Error{Fault::limit, "too many requests in too little time", "send fewer, and more in each; requests_per_second_max is " + std::to_string(base::limits::requests_per_second_max.value)};
}

/// A share of the same bucket is dearer where an administrator allows fewer.
Result<base::Done> Router::evaluations_not_too_often(const std::string& who) {
    const auto terms = service_.flags().terms(clock_());
    const auto wait = evaluations_.take(who, clock_(), terms->cost());
    if (!wait) return base::Done{};
    return Error{Fault::limit, "too many evaluations in too little time", fmt::format("keep values as long as nothing changed, or set flags.per_second, which is {}", terms->per_second)};
}

Result<base::Done> Router::find_operation(const Asked& asked, Admitted& admitted) const {
    const auto url = boost::urls::parse_origin_form(asked.target);
    if (!url) return Error{Fault::input, "not a path that can be read", "send one like /v1/products"};
    std::vector<std::string> path;
    for (const auto& segment : url->segments()) path.emplace_back(segment);
    Arguments elsewhere;  // what another spelling of the path says
    rename(path, elsewhere);
    for (const auto& [wanted, operation] : patterns()) {
        if (!match(wanted, path)) continue;
        if (!is(operation->route.method, asked.method)) {
            admitted.allowed += (admitted.allowed.empty() ? "" : ", ") + std::string(spelled(operation->route.method));
            continue;
        }
        admitted.operation = operation;
        admitted.arguments = std::move(elsewhere);
        take(wanted, path, admitted.arguments);
        for (const auto& parameter : url->params()) admitted.arguments.values[parameter.key].push_back(parameter.has_value ? parameter.value : "true");
        return base::Done{};
    }
    if (!admitted.allowed.empty()) return Error{Fault::input, "this path does not take " + asked.method, "it takes " + admitted.allowed};
    std::vector<std::string> known;
    for (const auto* operation : operations::catalogue()) known.emplace_back(operation->route.path);
    const auto nearest = base::nearest_name(std::string(url->encoded_path()), known);
    return Error{Fault::missing, "there is nothing at this path", nearest.empty() ? "GET /v1/openapi.json says what there is" : "did you mean " + nearest + "?"};
}

Result<base::Done> Router::identify(const Asked& asked, Admitted& admitted) {
    if (admitted.kept) return know(asked, admitted, only_view, "");
    if (admitted.mlflow) return know(asked, admitted, protocols::mlflow::Interface::needed(asked.method, admitted.mlflow->path), "");
    const auto& needed = admitted.operation->scope.scope;
    return know(asked, admitted, needed ? std::span(&*needed, 1) : std::span<const base::Scope>(), admitted.arguments.text("product"));
}

/// Any of the scopes will do; none: whoever asks.
Result<base::Done> Router::know(const Asked& asked, Admitted& admitted, std::span<const base::Scope> needed, const std::string& product) {
    const std::string token = token_of(asked);
    RETURN_IF_ERROR(not_too_often(asked, token));
    if (needed.empty()) return base::Done{};
    if (token.empty()) return Error{Fault::unknown, "nobody knows who asks", "send Authorization: Bearer TOKEN; an administrator makes one with: charter token create"};
    ASSIGN_OR_RETURN(admitted.actor, service_.registry().actor_of(token, clock_()));
    if (!admitted.actor && refusals_.take(asked.address, clock_())) return Error{Fault::limit, "too many tokens that are none of ours", "wait a minute"};
    if (!admitted.actor) return Error{Fault::unknown, "the token is not one of ours, has expired or was revoked", "ask an administrator for a new one"};
    const auto holds = [&](base::Scope scope) { return product.empty() ? admitted.actor->may_somewhere(scope) : admitted.actor->may(scope, product); };
    const bool may = std::any_of(needed.begin(), needed.end(), holds);
    const std::string wanted(base::name(needed.back()));
    if (!may) return Error{Fault::denied, fmt::format("{} may not {}{}", admitted.actor->name, wanted, product.empty() ? "" : " " + product), "ask an administrator for the scope " + wanted};
    return base::Done{};
}

Answer Router::failed(const Asked& asked, const Admitted& admitted, const Error& error) const {
    const auto& words = operations::words_of(error.fault);
    Answer answer;
    answer.status = admitted.allowed.empty() || admitted.operation != nullptr ? words.status : 405;
    if (const auto* foreign = foreign_of(asked.target)) {
        auto spelled = foreign->spell({error.fault, report::well_formed(error.what), report::well_formed(error.next)}, answer.status, foreign_path(asked.target));
        answer.status = spelled.status;
        answer.body = std::move(spelled.body);
    } else answer.body = json::serialize(json::object{{"error", json::object{{"fault", words.word}, {"what", report::well_formed(error.what)}, {"next", report::well_formed(error.next)}, {"request", admitted.id}}}}) + "\n";
    if (answer.status == 405) answer.headers.emplace_back("Allow", admitted.allowed);
    if (error.fault == Fault::unknown) answer.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"charter\"");
    if (error.fault == Fault::limit) answer.headers.emplace_back("Retry-After", "1");
    return answer;
}

/// A page may ask when its origin is allowed; its token is in a header, and no cookie counts. (Fetch standard, CORS protocol.)
void Router::let_pages_ask(const Asked& asked, Answer& answer) const {
    const std::string origin = header(asked, "origin");
    if (origin.empty() || !service_.flags().terms(clock_())->allows(origin)) return;
    answer.headers.emplace_back("Access-Control-Allow-Origin", origin);
    answer.headers.emplace_back("Access-Control-Expose-Headers", "ETag, Retry-After, X-Request-Id");
    answer.headers.emplace_back("Vary", "Origin");
}

/// What a browser asks before it lets a page ask: nobody is known yet.
std::optional<Answer> Router::preflight(const Asked& asked, const Admitted& admitted) {
    if (auto answer = feedback_.preflight(asked)) {
        if (const auto taken = not_too_often(asked, ""); !taken) return finished(asked, admitted, failed(asked, admitted, taken.error()));
        return finished(asked, admitted, *std::move(answer));
    }
    const auto* foreign = asked.method == "OPTIONS" ? foreign_of(asked.target) : nullptr;
    if (foreign == nullptr || !foreign->pages) return std::nullopt;
    if (const auto taken = not_too_often(asked, ""); !taken) return finished(asked, admitted, failed(asked, admitted, taken.error()));
    Answer answer;
    answer.status = 204;
    answer.type.clear();
    if (!header(asked, "access-control-request-method").empty()) {
        answer.headers.emplace_back("Access-Control-Allow-Methods", "GET, POST, OPTIONS");
        answer.headers.emplace_back("Access-Control-Allow-Headers", "Authorization, X-API-Key, Content-Type, If-None-Match");
        answer.headers.emplace_back("Access-Control-Max-Age", "7200");
    }
    return finished(asked, admitted, std::move(answer));
}

/// Evaluation needs neither a disk nor a slow hash, once the token is known.
bool Router::answers_at_once(const Asked& asked) const {
    const auto* foreign = foreign_of(asked.target);
    const bool quick = foreign != nullptr && (foreign->at_once || kept_for(asked) != nullptr);
    return quick && service_.registry().people().is_known(token_of(asked), clock_());
}

/// What was asked before and still holds. A target that has it was MLflow's when it was kept.
std::shared_ptr<const std::string> Router::kept_for(const Asked& asked) const { return asked.method == "GET" ? kept_.find(asked.target) : nullptr; }

/// Of MLflow's requests nothing is looked up but who asks: each saves two changes of the thread, which take longer than most of them run.
bool Router::admits_at_once(const Asked& asked) const {
    return protocols::mlflow::Interface::serves(std::string_view(asked.target).substr(0, asked.target.find('?'))) && service_.registry().people().is_known(token_of(asked), clock_());
}

/// What stands on every answer, and the line in the log.
Answer Router::finished(const Asked& asked, const Admitted& admitted, Answer answer) const {
    const auto add = [&](std::string_view name, std::string_view value) {
        const bool there = std::any_of(answer.headers.begin(), answer.headers.end(), [&](const auto& header) { return header.first == name; });
        if (!there) answer.headers.emplace_back(name, value);  // an answer may say something of its own: a page has its own policy
    };
    add("X-Request-Id", admitted.id);
    add("X-Content-Type-Options", "nosniff");
    add("X-Frame-Options", "DENY");
    add("Referrer-Policy", "no-referrer");
    add("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'");
    add("Cache-Control", "no-store");
    if (asked.encrypted) {
        answer.headers.emplace_back("Strict-Transport-Security", "max-age=31536000");
        for (auto& [name, value] : answer.headers) {
            if (name == "Set-Cookie") value += "; Secure";
        }
    }
    const auto* foreign = foreign_of(asked.target);
    if (foreign != nullptr && foreign->pages) let_pages_ask(asked, answer);
    feedback_.let_pages_read(asked, answer);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - admitted.begin).count();
    const std::string operation = admitted.operation == nullptr ? "" : std::string(admitted.operation->id);
    service_.telemetry().answered(operation, answer.status, seconds);
    if (foreign != nullptr && foreign->at_once && answer.status < 400) return answer;  // many a millisecond: a line for each would tell nobody anything
    const std::string target = report::well_formed(asked.target.substr(0, asked.target.find('?')));  // what is asked may hold what is nobody's business
    log_({admitted.id, asked.address, report::well_formed(asked.method), target, operation, admitted.actor ? admitted.actor->id : "", answer.status, seconds, asked.part ? static_cast<std::size_t>(asked.part->bytes()) : asked.body.size()});
    return answer;
}

std::optional<Answer> Router::admit(Asked& asked) {
    auto admitted = std::make_shared<Admitted>();
    admitted->id = request_id();
    asked.admitted = admitted;
    if (auto answer = preflight(asked, *admitted)) return answer;
    if (auto page = page_answer(asked)) return finished(asked, *admitted, *std::move(page));
    admitted->kept = kept_for(asked);
    if (!admitted->kept) admitted->mlflow = mlflow_request(asked);
    auto found = admitted->mlflow || admitted->kept ? Result<base::Done>(base::Done{}) : find_operation(asked, *admitted);
    if (found) found = identify(asked, *admitted);
    if (found) found = feedback_.admit(asked, clock_());
    if (found) return std::nullopt;
    return finished(asked, *admitted, failed(asked, *admitted, found.error()));
}

protocols::mlflow::Reply Router::mlflow_reply(const Asked& asked, const Admitted& admitted) const {
    auto request = *admitted.mlflow;
    request.body = asked.body;
    request.part = asked.part.get();
    if (admitted.actor) request.actor = admitted.actor->id;
    return service_.mlflow().interface().answer(request, clock_());
}

Answer Router::answer_of(const Asked& asked, const Admitted& admitted, protocols::mlflow::Reply reply) const {
    Answer answer;
    answer.status = reply.status;
    answer.type = std::move(reply.type);
    answer.body = std::move(reply.body);
    if (!reply.file.empty()) answer.file = SentFile{.path = std::move(reply.file), .digest = std::move(reply.digest), .bytes = reply.file_bytes};
    return finished(asked, admitted, std::move(answer));
}

Answer Router::handle_mlflow(const Asked& asked, const Admitted& admitted) {
    const bool keeps = protocols::mlflow::holds_until_written(asked.method, admitted.mlflow->path);
    const std::uint64_t before = kept_.writes();
    auto reply = mlflow_reply(asked, admitted);
    if (keeps && reply.status == 200) kept_.keep(asked.target, before, reply.body);
    return answer_of(asked, admitted, std::move(reply));
}

bool Router::shares(const Asked& asked) const {
    const auto& admitted = *std::static_pointer_cast<const Admitted>(asked.admitted);
    return admitted.mlflow && protocols::mlflow::shares_commit(asked.method, admitted.mlflow->path);
}

/// Nobody is told that something was written before it is committed.
std::vector<Answer> Router::handle_together(std::span<const Asked* const> asked) {
    const auto admitted_of = [](const Asked* one) -> const Admitted& { return *std::static_pointer_cast<const Admitted>(one->admitted); };
    std::vector<protocols::mlflow::Reply> replies;
    const auto reply_to_all = [&] {
        for (const auto* one : asked) replies.push_back(mlflow_reply(*one, admitted_of(one)));
    };
    const auto written = asked.size() == 1 ? (reply_to_all(), Result<base::Done>(base::Done{})) : records::in_one(service_.mlflow().tracking().database(), reply_to_all);
    replies.resize(asked.size());
    std::vector<Answer> answers;
    for (std::size_t i = 0; i < asked.size(); ++i) {
        const auto& admitted = admitted_of(asked[i]);
        answers.push_back(written ? answer_of(*asked[i], admitted, std::move(replies[i])) : finished(*asked[i], admitted, failed(*asked[i], admitted, written.error())));
    }
    return answers;
}

/// Artifacts may be of any size; one that comes compressed is held, as every other body is.
std::optional<Result<base::PartFile>> Router::part_for(const Asked& asked) {
    const auto& admitted = *std::static_pointer_cast<const Admitted>(asked.admitted);
    const bool plain = header(asked, "content-encoding").empty();
    if (!plain || !admitted.mlflow || !protocols::mlflow::Interface::takes_file(asked.method, admitted.mlflow->path)) return std::nullopt;
    return service_.mlflow().artifacts().incoming();
}

std::uint64_t Router::file_bytes_max() const { return records::artifact_bytes_max; }

Answer Router::handle(const Asked& asked) {
    const auto& admitted = *std::static_pointer_cast<const Admitted>(asked.admitted);
    if (admitted.mlflow) return handle_mlflow(asked, admitted);
    if (admitted.kept) return finished(asked, admitted, {.status = 200, .type = "application/json", .body = *admitted.kept, .headers = {}, .file = {}, .stream = {}});
    const Operation& operation = *admitted.operation;
    Arguments arguments = admitted.arguments;
    if (!takes_body(operation) && !asked.body.empty()) {
        if (const auto added = add_body(asked.body, arguments); !added) return finished(asked, admitted, failed(asked, admitted, added.error()));
    }
    if (const auto checked = check(operation, arguments); !checked) return finished(asked, admitted, failed(asked, admitted, checked.error()));
    operations::Request request;
    request.service = &service_;
    request.actor = admitted.actor ? &*admitted.actor : nullptr;
    request.body = asked.body;
    request.headers = asked.headers;
    request.id = admitted.id;
    request.address = asked.address;
    operations::Surroundings surroundings;
    surroundings.now = clock_();
    surroundings.request = &request;
    surroundings.stop = &stop_;
    const auto output = operation.run(arguments, surroundings);
    if (!output) return finished(asked, admitted, failed(asked, admitted, output.error()));
    Answer answer;
    answer.status = output->status;
    answer.type = std::string(output->type);
    answer.body = output->text;
    answer.stream = output->stream;
    if (output->exit_code != 0) answer.headers.emplace_back("X-Charter-Exit-Code", std::to_string(output->exit_code));
    for (const auto& [name, value] : output->headers) answer.headers.emplace_back(name, value);
    return finished(asked, admitted, std::move(answer));
}

Answer Router::refuse(int status, std::string what, std::string next) {
    Admitted admitted;
    admitted.id = request_id();
    Answer answer;
    answer.status = status;
    answer.body = json::serialize(json::object{{"error", json::object{{"fault", "input"}, {"what", std::move(what)}, {"next", std::move(next)}, {"request", admitted.id}}}}) + "\n";
    return finished({}, admitted, std::move(answer));
}

}  // namespace http
