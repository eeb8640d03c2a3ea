#include "operations/retraining/process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "base/assert.h"

namespace operations {

namespace {

std::string first_line_of(const std::string& path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    return line;
}

/// Words of /proc/PID/stat from the third on; the second, the name, may hold anything and ends with the last parenthesis.
std::vector<std::string> stat_of(std::int64_t process) {
    const std::string line = first_line_of("/proc/" + std::to_string(process) + "/stat");
    const auto close = line.rfind(')');
    std::vector<std::string> words;
    if (close == std::string::npos) return words;
    std::istringstream rest(line.substr(close + 1));
    for (std::string word; rest >> word;) words.push_back(word);
    return words;
}

constexpr std::size_t state_word = 0, start_word = 19;  // the third and the twenty-second of the whole line

/// What a program inherits would keep files and locks of ours open, and signals that we do not take.
struct Actions {
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    Actions() {
        posix_spawn_file_actions_init(&files);
        posix_spawnattr_init(&attributes);
    }
    ~Actions() {
        posix_spawn_file_actions_destroy(&files);
        posix_spawnattr_destroy(&attributes);
    }
    Actions(const Actions&) = delete;
    Actions& operator=(const Actions&) = delete;
};

std::vector<char*> pointers(const std::vector<std::string>& words) {
    std::vector<char*> all;
    for (const auto& word : words) all.push_back(const_cast<char*>(word.c_str()));
    all.push_back(nullptr);
    return all;
}

}  // namespace

base::Result<std::int64_t> start_process(const Program& program) {
    ASSERT(!program.command.empty());
    Actions actions;
    posix_spawn_file_actions_addopen(&actions.files, 0, "/dev/null", O_RDONLY, 0);
    // Appended to: when the file is cut, what comes next goes to its new end.
    posix_spawn_file_actions_addopen(&actions.files, 1, program.output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    posix_spawn_file_actions_adddup2(&actions.files, 1, 2);
    posix_spawn_file_actions_addclosefrom_np(&actions.files, 3);
    posix_spawn_file_actions_addchdir_np(&actions.files, program.folder.c_str());
    sigset_t none, usual;
    sigemptyset(&none);
    sigemptyset(&usual);
    for (const int one : {SIGTERM, SIGINT, SIGHUP, SIGPIPE, SIGCHLD, SIGQUIT}) sigaddset(&usual, one);
    posix_spawnattr_setsigmask(&actions.attributes, &none);
    posix_spawnattr_setsigdefault(&actions.attributes, &usual);
    posix_spawnattr_setpgroup(&actions.attributes, 0);
    posix_spawnattr_setflags(&actions.attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    pid_t process = 0;
    const int failed = ::posix_spawnp(&process, program.command.front().c_str(), &actions.files, &actions.attributes, pointers(program.command).data(), pointers(program.environment).data());
    if (failed != 0) return base::Error{base::Fault::outside, "cannot start " + program.command.front() + " in " + program.folder + ": " + std::strerror(failed), "check that it is there and may be run, and the folder of --allow-commands"};
    return std::int64_t{process};
}

std::string birth_of(std::int64_t process) {
    const auto words = stat_of(process);
    if (process <= 0 || words.size() <= start_word || words[state_word] == "Z" || words[state_word] == "X") return {};
    return first_line_of("/proc/sys/kernel/random/boot_id") + "/" + words[start_word];
}

std::optional<double> age_of(std::int64_t process) {
    const auto words = stat_of(process);
    if (words.size() <= start_word) return std::nullopt;
    const double up = std::strtod(first_line_of("/proc/uptime").c_str(), nullptr);
    return up - std::strtod(words[start_word].c_str(), nullptr) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

std::optional<Ended> ended(std::int64_t process, const std::string& birth) {
    if (process <= 0) return Ended{.ours = false};
    siginfo_t info{};
    const int found = ::waitid(P_PID, static_cast<id_t>(process), &info, WEXITED | WNOHANG | WNOWAIT);
    if (found == 0 && info.si_pid == 0) return std::nullopt;
    if (found == 0) {
        // Not yet taken from the system, so that its number, and with it its group's, is still its own.
        ::kill(static_cast<pid_t>(-process), SIGKILL);
        ::waitid(P_PID, static_cast<id_t>(process), &info, WEXITED);
        const bool exited = info.si_code == CLD_EXITED;
        return Ended{.ours = true, .code = exited ? info.si_status : 0, .signal = exited ? 0 : info.si_status};
    }
    // Started by the server before this one: it lives as long as the same process has the number.
    if (!birth.empty() && birth_of(process) == birth) return std::nullopt;
    return Ended{.ours = false};
}

void end_process(std::int64_t process, Ask how) {
    if (process > 1) ::kill(static_cast<pid_t>(-process), how == Ask::to_end ? SIGTERM : SIGKILL);
}

std::int64_t cut_output(const std::string& file, std::int64_t bytes_max, bool at_the_end) {
    struct stat about {};
    if (::stat(file.c_str(), &about) != 0) return 0;
    const std::int64_t size = about.st_size;
    if (size <= (at_the_end ? bytes_max : 2 * bytes_max)) return 0;
    return ::truncate(file.c_str(), bytes_max) == 0 ? size - bytes_max : 0;
}

}  // namespace operations
