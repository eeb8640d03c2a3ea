#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

/// Programs that a server starts: without a shell, in a process group of their own, and so that they live on when the server ends.
/// The only file that knows the operating system's processes.
namespace operations {

struct Program {
    std::vector<std::string> command;      ///< the program, found on PATH where it has no slash, and its arguments
    std::vector<std::string> environment;  ///< `NAME=value`, and nothing else
    std::string folder;                    ///< in which it starts
    std::string output;                    ///< the file that takes what it writes, standard output and errors alike
};

/// Its number. Faults: `outside`, where it cannot be started.
base::Result<std::int64_t> start_process(const Program& program);

/// When it began, in the words of the system, with which run of the system that was: a number that another process has been given
/// since has another birth. Empty: no process of this number lives.
std::string birth_of(std::int64_t process);
/// Seconds since it began, by a clock that nobody sets; nothing: it does not live.
std::optional<double> age_of(std::int64_t process);

/// How a process ended.
struct Ended {
    bool ours = true;   ///< this server started it, and so knows the rest
    int code = 0;       ///< exit code
    int signal = 0;     ///< that ended it; 0: none
};
/// Nothing: it lives. What it left running in its group is ended with it.
std::optional<Ended> ended(std::int64_t process, const std::string& birth);

enum class Ask { to_end, at_once };
/// Its whole group.
void end_process(std::int64_t process, Ask how);

/// Cuts what a program has written to `bytes_max` once it is twice that, so that a flood does not fill the disk. Bytes that were cut.
std::int64_t cut_output(const std::string& file, std::int64_t bytes_max, bool at_the_end);

}  // namespace operations
