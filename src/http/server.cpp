#include "http/server.h"

#include <sys/resource.h>

#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <chrono>
#include <list>
#include <mutex>
#include <thread>
#include <type_traits>

#include "base/assert.h"
#include "base/limits.h"
#include "http/body.h"
#include "http/file_blocks.h"
#include "http/joint_requests.h"
#include "http/mailbox.h"
#include "http/room.h"

namespace http {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace wire = boost::beast::http;
using asio::ip::tcp;
using base::Fault;
using base::Result;
using Plain = beast::tcp_stream;
using Encrypted = beast::ssl_stream<beast::tcp_stream>;
using std::chrono::seconds;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);  // errors come back beside the value; nothing is thrown
constexpr std::uint64_t at_once_bytes_max = 64u << 10;           // of a body that the reading thread may answer itself
constexpr std::size_t file_piece_bytes = 256u << 10;             // of a body that goes to a file, held at a time
constexpr std::size_t compressed_from = 2'048;                   // bytes; below it a gzip head costs more than it saves

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

/// What all connections share.
struct House {
    Handler& handler;
    asio::thread_pool handlers;
    JointRequests joint;
    std::atomic<std::int64_t> connections{0};
    std::atomic<std::int64_t> body_bytes{0};  // in requests that are being read or handled
    std::atomic<bool> stopping{false};

    /// Connections that can be told to end.
    std::mutex mutex;
    std::list<std::function<void()>> endings;

    House(Handler& handler_, int threads) : handler(handler_), handlers(static_cast<std::size_t>(threads)), joint(handler_, handlers) {}
};

template <class Stream>
class Connection {
public:
    Connection(House& house, Stream stream, std::string address) : house_(house), stream_(std::move(stream)), address_(std::move(address)) {}

    asio::awaitable<void> serve() {
        const auto ending = enter();
        bool go_on = true;
        if constexpr (std::is_same_v<Stream, Encrypted>) {
            socket().expires_after(seconds(base::limits::head_seconds_max.value));
            const auto [error] = co_await stream_.async_handshake(asio::ssl::stream_base::server, as_result);
            if (error) go_on = false;
        }
        while (go_on && !house_.stopping) go_on = co_await one();
        if constexpr (std::is_same_v<Stream, Encrypted>) {
            socket().expires_after(seconds(2));
            co_await stream_.async_shutdown(as_result);
        }
        beast::error_code ignored;
        socket().socket().shutdown(tcp::socket::shutdown_send, ignored);
        leave(ending);
    }

private:
    using Parser = wire::request_parser<wire::string_body>;

    beast::tcp_stream& socket() { return beast::get_lowest_layer(stream_); }

    std::list<std::function<void()>>::iterator enter() {
        ++house_.connections;
        const std::lock_guard lock(house_.mutex);
        return house_.endings.insert(house_.endings.end(), [this] {
            // When its turn comes the connection may have ended by itself; both happen on its strand.
            asio::post(stream_.get_executor(), [this, here = std::weak_ptr(here_)] {
                if (here.expired()) return;
                if (mailbox_) mailbox_->close();
                if (idle_) socket().cancel();
            });
        });
    }
    void leave(std::list<std::function<void()>>::iterator ending) {
        const std::lock_guard lock(house_.mutex);
        house_.endings.erase(ending);
        --house_.connections;
    }

    /// One request and its answer. False: the connection ends.
    asio::awaitable<bool> one() {
        Parser parser;
        parser.header_limit(static_cast<std::uint32_t>(base::limits::head_bytes_max.value));
        parser.body_limit(boost::none);  // whether a body may be that large is said once it is known whose it is
        // Between requests a client may rest; once it has begun to speak it must come to the end of the head.
        if (buffer_.size() == 0) {
            idle_ = true;
            socket().expires_after(seconds(base::limits::idle_seconds_max.value));
            const auto [quiet, some] = co_await stream_.async_read_some(buffer_.prepare(4096), as_result);
            idle_ = false;
            if (quiet || house_.stopping) co_return false;
            buffer_.commit(some);
        }
        beast::error_code error = read_what_is_here(parser);
        if (!error && !parser.is_header_done()) {
            socket().expires_after(seconds(base::limits::head_seconds_max.value));
            const auto [unread, size] = co_await wire::async_read_header(stream_, buffer_, parser, as_result);
            error = unread;
        }
        if (error) co_return co_await refuse_head(error);

        Asked asked = asked_of(parser);
        Room room(house_.body_bytes);
        const bool here = house_.handler.answers_at_once(asked) && parser.content_length().value_or(0) <= at_once_bytes_max && !parser.chunked();
        const auto admit = [&] { return house_.handler.admit(asked); };
        auto early = std::optional<Answer>();
        if (here || house_.handler.admits_at_once(asked)) early = admit();
        else early = co_await in_handlers(admit);
        if (early) co_return co_await send_before_body(*std::move(early), parser, asked);
        if (auto part = house_.handler.part_for(asked)) {
            if (!*part) {
                Answer full = house_.handler.refuse(503, part->error().what, part->error().next);
                co_return co_await send_before_body(std::move(full), parser, asked);
            }
            asked.part = std::make_shared<base::PartFile>(*std::move(*part));
            co_return co_await take_file(parser, asked);
        }
        parser.body_limit(base::limits::body_bytes_max.value);
        // A body of unknown length may become as large as the largest.
        const std::int64_t expected = parser.content_length() ? static_cast<std::int64_t>(*parser.content_length()) : parser.chunked() ? static_cast<std::int64_t>(base::limits::body_bytes_max.value) : 0;
        if (const bool large = expected > static_cast<std::int64_t>(base::limits::body_bytes_max.value); large || !room.take(expected)) {
            Answer refusal = large ? too_large() : busy();
            co_return co_await send_before_body(std::move(refusal), parser, asked);
        }
        if (!co_await tell_to_go_on(parser)) co_return false;
        parser.eager(true);
        beast::error_code cut = read_what_is_here(parser);
        if (!cut && !parser.is_done()) {
            socket().expires_after(seconds(base::limits::body_seconds_max.value));
            const auto [unread, read] = co_await wire::async_read(stream_, buffer_, parser, as_result);
            cut = unread;
        }
        if (cut == wire::error::body_limit) {
            Answer refusal = too_large();
            co_return co_await send_before_body(std::move(refusal), parser, asked);
        }
        if (cut) co_return co_await refuse_head(cut);

        const bool keep = parser.get().keep_alive();
        const std::string encoding(parser.get()[wire::field::content_encoding]);
        const auto handle = [&]() -> Answer {
            auto body = expanded(std::move(parser.get().body()), lower(encoding));
            if (!body) return house_.handler.refuse(body.error().fault == Fault::limit ? 413 : body.error().fault == Fault::input ? 415 : 503, body.error().what, body.error().next);
            asked.body = *std::move(body);
            if (!room.take(static_cast<std::int64_t>(asked.body.size()) - std::min(expected, static_cast<std::int64_t>(asked.body.size())))) return busy();
            return house_.handler.handle(asked);
        };
        Answer answer;
        if (here) {
            answer = handle();
        } else if (encoding.empty() && house_.handler.shares(asked)) {
            asked.body = std::move(parser.get().body());
            const auto home = co_await asio::this_coro::executor;
            co_await house_.joint.handle(asked, answer, home);
        } else answer = co_await in_handlers(handle);
        asked.body = {};
        if (answer.file) co_return co_await send_file(std::move(answer), keep && !house_.stopping, asked);
        if (answer.stream) co_return co_await send_stream(std::move(answer));
        co_return co_await send(std::move(answer), keep && !house_.stopping, asked);
    }

    /// What has arrived already needs no waiting: most requests come as one piece.
    beast::error_code read_what_is_here(Parser& parser) {
        beast::error_code error;
        if (buffer_.size() > 0 && !parser.is_done()) buffer_.consume(parser.put(buffer_.data(), error));
        return error == wire::error::need_more ? beast::error_code() : error;
    }

    /// False: the client has left.
    asio::awaitable<bool> tell_to_go_on(const Parser& parser) {
        if (lower(parser.get()[wire::field::expect]) != "100-continue") co_return true;
        wire::response<wire::empty_body> go_on(wire::status::continue_, 11);
        const auto [unsent, bytes] = co_await wire::async_write(stream_, go_on, as_result);
        co_return !unsent;
    }

    /// A body that goes to a file, piece by piece, however large it is.
    asio::awaitable<bool> take_file(Parser& head, Asked& asked) {
        if (!co_await tell_to_go_on(head)) co_return false;
        wire::request_parser<wire::buffer_body> parser(std::move(head));
        parser.body_limit(house_.handler.file_bytes_max());
        std::string piece(file_piece_bytes, '\0');
        while (!parser.is_done()) {
            parser.get().body().data = piece.data();
            parser.get().body().size = piece.size();
            socket().expires_after(seconds(base::limits::body_seconds_max.value));
            const auto [cut, read] = co_await wire::async_read(stream_, buffer_, parser, as_result);
            if (cut && cut != wire::error::need_buffer) co_return co_await refuse_head(cut);
            const auto add = [&] { return asked.part->add(std::string_view(piece).substr(0, piece.size() - parser.get().body().size)); };
            const auto added = co_await in_handlers(add);
            if (!added) {
                Answer full = house_.handler.refuse(503, added.error().what, added.error().next);
                co_await send(std::move(full), false, asked);
                co_return false;
            }
        }
        const bool keep = parser.get().keep_alive() && !house_.stopping;
        const auto handle = [&] { return house_.handler.handle(asked); };
        Answer answer = co_await in_handlers(handle);
        asked.part.reset();
        co_return co_await send(std::move(answer), keep, asked);
    }

    Answer too_large() { return house_.handler.refuse(413, "the body is too large", "send less at once; body_bytes_max is " + std::to_string(base::limits::body_bytes_max.value)); }
    Answer busy() {
        Answer answer = house_.handler.refuse(429, "there is no room for the body now", "send it again in a moment");
        answer.headers.emplace_back("Retry-After", "1");
        return answer;
    }

    /// Handlers may wait for a disk; the threads that read and write sockets may not.
    template <class Work>
    asio::awaitable<std::invoke_result_t<Work>> in_handlers(Work work) {
        const auto home = co_await asio::this_coro::executor;
        co_await asio::post(house_.handlers, asio::use_awaitable);
        auto done = work();
        co_await asio::post(home, asio::use_awaitable);
        co_return done;
    }

    Asked asked_of(const Parser& parser) const {
        Asked asked;
        const auto& request = parser.get();
        asked.method = std::string(request.method_string());
        asked.target = std::string(request.target());
        for (const auto& field : request) {
            auto& value = asked.headers[lower(field.name_string())];
            value += (value.empty() ? "" : ", ") + std::string(field.value());
        }
        asked.address = address_;
        asked.encrypted = std::is_same_v<Stream, Encrypted>;
        return asked;
    }

    asio::awaitable<bool> refuse_head(beast::error_code error) {
        // Who has left, or was too slow and has been left, hears nothing.
        if (error == beast::error::timeout || error == wire::error::end_of_stream || error == wire::error::partial_message || error.category() == asio::error::get_system_category() || error == asio::error::eof) co_return false;
        Answer answer = error == wire::error::body_limit     ? too_large()
                        : error == wire::error::header_limit ? house_.handler.refuse(431, "the head of the request is too large", "send fewer or shorter headers; head_bytes_max is " + std::to_string(base::limits::head_bytes_max.value))
                                                             : house_.handler.refuse(400, "this is no HTTP request that can be read: " + error.message(), "send HTTP/1.1");
        const Asked nothing;  // a name of its own: g++ 12 frees temporaries of a co_await expression twice
        co_await send(std::move(answer), false, nothing);
        co_return false;
    }

    /// Ends the connection, unless there is no body that would have to be read first.
    asio::awaitable<bool> send_before_body(Answer answer, const Parser& parser, const Asked& asked) {
        const bool no_body = !parser.chunked() && parser.content_length().value_or(0) == 0;
        co_return co_await send(std::move(answer), no_body && parser.get().keep_alive() && !house_.stopping, asked);
    }

    template <class Message>
    static void add_headers(Message& message, const Answer& answer) {
        message.set(wire::field::server, "charter");
        if (!answer.type.empty()) message.set(wire::field::content_type, answer.type);
        for (const auto& [name, value] : answer.headers) name == "Set-Cookie" ? message.insert(name, value) : message.set(name, value);  // each cookie has a line of its own
    }

    asio::awaitable<bool> send(Answer answer, bool keep, const Asked& asked) {
        const auto accepts = asked.headers.find("accept-encoding");
        wire::response<wire::string_body> response(static_cast<wire::status>(answer.status), 11);
        add_headers(response, answer);
        if (response.find(wire::field::content_encoding) == response.end() && answer.body.size() >= compressed_from && accepts != asked.headers.end() && accepts->second.find("gzip") != std::string::npos) {
            answer.body = gzipped(answer.body);
            response.set(wire::field::content_encoding, "gzip");
            response.set(wire::field::vary, "Accept-Encoding");
        }
        const std::size_t length = answer.body.size();
        if (asked.method != "HEAD") response.body() = std::move(answer.body);
        response.keep_alive(keep);
        response.content_length(length);
        socket().expires_after(seconds(base::limits::body_seconds_max.value));
        beast::error_code error;
        if (asked.method == "HEAD") {
            wire::response_serializer<wire::string_body> head(response);
            const auto [unsent, bytes] = co_await wire::async_write_header(stream_, head, as_result);
            error = unsent;
        } else {
            const auto [unsent, bytes] = co_await wire::async_write(stream_, response, as_result);
            error = unsent;
        }
        co_return !error && keep;
    }

    /// Cuts the connection where the file is not what it was: whoever takes it sees that its end is missing.
    asio::awaitable<bool> send_file(Answer answer, bool keep, const Asked& asked) {
        auto blocks = FileBlocks::open(*answer.file);
        if (!blocks) {
            Answer gone = house_.handler.refuse(500, blocks.error().what, blocks.error().next);
            co_return co_await send(std::move(gone), keep, asked);
        }
        wire::response<wire::empty_body> response(static_cast<wire::status>(answer.status), 11);
        add_headers(response, answer);
        response.keep_alive(keep);
        response.content_length(static_cast<std::uint64_t>(answer.file->bytes));
        wire::response_serializer<wire::empty_body> head(response);
        socket().expires_after(seconds(base::limits::body_seconds_max.value));
        const auto [unsent, bytes] = co_await wire::async_write_header(stream_, head, as_result);
        if (unsent || asked.method == "HEAD") co_return !unsent && keep;
        const auto next = [&] { return blocks->next(); };
        for (;;) {
            const auto block = co_await in_handlers(next);
            if (!block) co_return false;
            if (block->empty()) co_return keep;
            socket().expires_after(seconds(base::limits::body_seconds_max.value));
            const auto [left, sent] = co_await asio::async_write(stream_, asio::buffer(*block), as_result);
            if (left) co_return false;
        }
    }

    asio::awaitable<bool> send_stream(Answer answer) {
        wire::response<wire::empty_body> response(wire::status::ok, 11);
        add_headers(response, answer);
        response.set(wire::field::content_type, "text/event-stream");
        response.keep_alive(false);
        wire::response_serializer<wire::empty_body> head(response);
        const auto [unsent, bytes] = co_await wire::async_write_header(stream_, head, as_result);
        if (unsent) co_return false;
        const auto executor = co_await asio::this_coro::executor;
        mailbox_ = std::make_shared<Mailbox>(executor);
        const auto subscription = answer.stream([box = mailbox_](const std::string& message) { box->put(message); });
        while (!house_.stopping) {
            const auto text = co_await mailbox_->next();
            if (!text) break;
            socket().expires_after(seconds(base::limits::head_seconds_max.value));
            const auto [left, sent] = co_await asio::async_write(stream_, asio::buffer(*text), as_result);
            if (left) break;
        }
        mailbox_.reset();
        co_return false;
    }

    House& house_;
    Stream stream_;
    std::string address_;
    beast::flat_buffer buffer_{base::limits::head_bytes_max.value + 65'536};
    std::shared_ptr<Mailbox> mailbox_;
    std::shared_ptr<const bool> here_ = std::make_shared<const bool>(true);
    bool idle_ = false;
};

template <class Stream>
asio::awaitable<void> serve(House& house, Stream stream, std::string address) {
    Connection<Stream> connection(house, std::move(stream), std::move(address));
    co_await connection.serve();
}

/// As many files as the system lets us: each connection is one.
void allow_many_files() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

class BeastServer : public Server {
public:
    BeastServer(Handler& handler, int handlers) : house_(handler, handlers), acceptor_(context_) {}
    ~BeastServer() override { stop(); }

    Result<base::Done> listen(const Listening& listening) {
        beast::error_code error;
        const auto address = asio::ip::make_address(listening.host == "localhost" ? "127.0.0.1" : listening.host, error);
        if (error) return base::Error{Fault::input, "not an address to listen at: " + listening.host, "use one like 127.0.0.1 or 0.0.0.0"};
        if (!listening.certificate.empty()) RETURN_IF_ERROR(read_certificate(listening));
        const tcp::endpoint endpoint(address, listening.port);
        acceptor_.open(endpoint.protocol(), error);
        if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
        if (!error) acceptor_.bind(endpoint, error);
        if (!error) acceptor_.listen(4'096, error);
        if (error) return base::Error{Fault::outside, "cannot listen at " + listening.host + ":" + std::to_string(listening.port) + ": " + error.message(), "another program may be there; choose another port with --listen"};
        port_ = acceptor_.local_endpoint().port();
        asio::co_spawn(context_, accept(), asio::detached);
        for (int i = 0; i < 2; ++i) threads_.emplace_back([this] { context_.run(); });
        return base::Done{};
    }

    std::uint16_t port() const override { return port_; }
    std::int64_t connections() const override { return house_.connections; }

    void stop() override {
        if (house_.stopping.exchange(true)) return;
        asio::post(context_, [this] {
            beast::error_code ignored;
            acceptor_.close(ignored);
        });
        const auto until = std::chrono::steady_clock::now() + seconds(base::limits::stop_seconds_max.value);
        while (house_.connections > 0 && std::chrono::steady_clock::now() < until) {
            {
                const std::lock_guard lock(house_.mutex);
                for (const auto& end : house_.endings) end();
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
        context_.stop();
        for (auto& thread : threads_) thread.join();
        house_.handlers.join();
    }

private:
    Result<base::Done> read_certificate(const Listening& listening) {
        beast::error_code error;
        auto& tls = tls_.emplace(asio::ssl::context::tls_server);
        tls.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1, error);
        if (!error) tls.use_certificate_chain_file(listening.certificate, error);
        if (error) return base::Error{Fault::input, "cannot use the certificate: " + listening.certificate + ": " + error.message(), "give a PEM file with the certificate and those that vouch for it"};
        tls.use_private_key_file(listening.key, asio::ssl::context::pem, error);
        if (error) return base::Error{Fault::input, "cannot use the certificate's key: " + listening.key + ": " + error.message(), "give the PEM file of the key that the certificate was made for"};
        return base::Done{};
    }

    asio::awaitable<void> accept() {
        for (;;) {
            auto [error, socket] = co_await acceptor_.async_accept(asio::make_strand(context_), as_result);
            if (house_.stopping || !acceptor_.is_open()) co_return;
            if (error || house_.connections >= base::limits::connections_max) {
                // Without room the client sees its connection end; what is served goes on.
                asio::steady_timer pause(context_, std::chrono::milliseconds(error ? 50 : 1));
                co_await pause.async_wait(as_result);
                continue;
            }
            beast::error_code unknown;
            const auto peer = socket.remote_endpoint(unknown);
            const std::string address = unknown ? std::string() : peer.address().to_string();
            socket.set_option(tcp::no_delay(true), unknown);
            const auto executor = socket.get_executor();
            if (tls_) asio::co_spawn(executor, serve(house_, Encrypted(std::move(socket), *tls_), address), asio::detached);
            else asio::co_spawn(executor, serve(house_, Plain(std::move(socket)), address), asio::detached);
        }
    }

    House house_;
    asio::io_context context_;
    std::optional<asio::ssl::context> tls_;
    tcp::acceptor acceptor_;
    std::vector<std::thread> threads_;
    std::uint16_t port_ = 0;
};

}  // namespace

Result<std::unique_ptr<Server>> Server::start(const Listening& listening, Handler& handler) {
    allow_many_files();
    auto server = std::make_unique<BeastServer>(handler, listening.handlers);
    RETURN_IF_ERROR(server->listen(listening));
    return std::unique_ptr<Server>(std::move(server));
}

}  // namespace http
