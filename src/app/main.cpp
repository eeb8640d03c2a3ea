#include <sys/ioctl.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <mutex>

#include "app/serving.h"
#include "cli/command_line.h"
#include "cli/progress_bar.h"
#include "cli/remote.h"

// The wiring: where the clock, the terminal and the signals of the process meet the operations.
namespace {

std::atomic<bool> stop_requested{false};

/// The first Ctrl-C asks for a clean end; a second one, should that take too long, ends the process.
void on_interrupt(int) {
    if (stop_requested.exchange(true)) std::_Exit(130);
}

int terminal_width() {
    winsize size{};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
    return 100;
}

base::Time now() {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::microseconds>(since).count()};
}

std::string environment(const char* name, const char* fallback = "") {
    const char* value = std::getenv(name);
    return value == nullptr || *value == '\0' ? fallback : value;
}

cli::Remote remote() { return {environment("CHARTER_SERVER", "http://127.0.0.1:8420"), environment("CHARTER_TOKEN"), environment("CHARTER_AUTHORITIES")}; }

/// An operation with a route is asked of a server.
base::Result<operations::Output> answer(const cli::Call& call, const operations::Surroundings& surroundings) {
    if (call.operation->route.path.empty()) return call.operation->run(call.arguments, surroundings);
    return cli::ask(call, remote(), [](const std::string& line) { std::cout << line << std::endl; });
}

bool write_output(const std::string& text, const std::string& file) {
    if (file.empty() || file == "-") {
        std::cout << text << std::flush;
        return static_cast<bool>(std::cout);
    }
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out << text << std::flush;
    return static_cast<bool>(out);
}

int run(const cli::Call& call) {
    cli::ProgressBar bar(cli::ProgressBar::Clock::now());
    std::mutex drawing;
    operations::Surroundings surroundings;
    surroundings.now = now();
    surroundings.clock = now;
    surroundings.ask = [](std::string_view operation, const operations::Arguments& arguments, const std::string& body) { return cli::ask(operation, arguments, body, remote()); };
    surroundings.serve = [](operations::Service& service, const operations::Listening& listening) { return app::serve(service, listening, now, stop_requested); };
    surroundings.terminal = isatty(STDOUT_FILENO) != 0 && call.output_file.empty() && std::getenv("NO_COLOR") == nullptr;
    surroundings.width = terminal_width();
    surroundings.stop = &stop_requested;
    if (isatty(STDERR_FILENO) != 0) {
        surroundings.progress = [&](double share, std::int64_t rows) {
            const std::lock_guard lock(drawing);
            bar.show(share, rows);
        };
    }
    surroundings.say = [&](const std::string& line) {
        const std::lock_guard lock(drawing);
        bar.clear();
        std::cerr << line << "\n";
    };
    const auto output = answer(call, surroundings);
    bar.clear();
    if (!output) {
        std::cerr << cli::describe(output.error());
        return cli::exit_code_of(output.error().fault);
    }
    if (!write_output(output->text, call.output_file)) {
        std::cerr << cli::describe({base::Fault::outside, "cannot write: " + (call.output_file.empty() ? "standard output" : call.output_file), "check the path, its permissions and the space on the disk"});
        return 4;
    }
    return output->exit_code;
}

}  // namespace

int main(int count, char** arguments) {
    std::signal(SIGINT, on_interrupt);
    std::signal(SIGTERM, on_interrupt);
    std::signal(SIGPIPE, SIG_IGN);
    const auto parsed = cli::parse(count, arguments);
    if (const auto* message = std::get_if<cli::Message>(&parsed)) {
        (message->exit_code == 0 ? std::cout : std::cerr) << message->text;
        return message->exit_code;
    }
    return run(std::get<cli::Call>(parsed));
}
