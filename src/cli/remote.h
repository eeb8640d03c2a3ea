#pragma once

#include <functional>
#include <string>

#include "cli/command_line.h"

/// The command line as a client of a server: a call of an operation with a route becomes a request.
namespace cli {

struct Remote {
    std::string server;  ///< `http://127.0.0.1:8420`
    std::string token;   ///< empty: none is sent
    std::string authorities;  ///< PEM file with whoever vouches for the server; empty: those of the system
};

/// The answer's text, and the exit code that the operation would have had here. Streams go to `line`, message by message, until it ends.
/// Faults: what the server answered, `outside` where there is none.
base::Result<operations::Output> ask(const Call& call, const Remote& remote, const std::function<void(const std::string&)>& line);

/// The same for a body that is at hand. `operation` by its id; it has a route.
base::Result<operations::Output> ask(std::string_view operation, const operations::Arguments& arguments, const std::string& body, const Remote& remote);

}  // namespace cli
