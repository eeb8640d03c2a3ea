#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

/// For tests: a server on a free port of this machine that takes one HTTP request after the other.
namespace delivery::testing {

class Receiver {
public:
    using Answer = std::function<std::string(const std::string& request)>;  ///< the whole answer, head and body

    explicit Receiver(Answer answer) : answer_(std::move(answer)) {
        listening_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        ::bind(listening_, reinterpret_cast<const sockaddr*>(&address), size);
        ::listen(listening_, 16);
        ::getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
        thread_ = std::thread([this] { serve(); });
    }
    ~Receiver() {
        ::shutdown(listening_, SHUT_RDWR);
        thread_.join();
        ::close(listening_);
    }
    Receiver(const Receiver&) = delete;
    Receiver& operator=(const Receiver&) = delete;

    std::string url(const std::string& path = "/") const { return "http://127.0.0.1:" + std::to_string(port_) + path; }
    std::vector<std::string> requests() const {
        const std::lock_guard lock(mutex_);
        return requests_;
    }

    static std::string status(const std::string& line, const std::string& more = "") { return "HTTP/1.1 " + line + "\r\nConnection: close\r\n" + more + "Content-Length: 2\r\n\r\nok"; }

private:
    void serve() {
        for (int client = 0; (client = ::accept(listening_, nullptr, nullptr)) >= 0; ::close(client)) {
            const std::string request = read(client);
            {
                const std::lock_guard lock(mutex_);
                requests_.push_back(request);
            }
            const std::string answer = answer_(request);
            for (std::size_t sent = 0; sent < answer.size();) {
                const auto count = ::send(client, answer.data() + sent, answer.size() - sent, MSG_NOSIGNAL);
                if (count <= 0) break;
                sent += static_cast<std::size_t>(count);
            }
        }
    }
    static std::string read(int client) {
        std::string text;
        char buffer[4096];
        while (!whole(text)) {
            const auto count = ::recv(client, buffer, sizeof buffer, 0);
            if (count <= 0) break;
            text.append(buffer, static_cast<std::size_t>(count));
        }
        return text;
    }
    static bool whole(const std::string& text) {
        const std::size_t head = text.find("\r\n\r\n");
        if (head == std::string::npos) return false;
        const std::size_t length = text.find("Content-Length: ");
        return length > head || text.size() - head - 4 >= std::stoul(text.substr(length + 16));
    }

    Answer answer_;
    int listening_ = -1;
    int port_ = 0;
    mutable std::mutex mutex_;
    std::vector<std::string> requests_;
    std::thread thread_;
};

}  // namespace delivery::testing
