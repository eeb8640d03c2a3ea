#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "operations/operation.h"

/// The command line as a face of the operations: it knows how they are spelled there, and nothing else.
namespace cli {

/// A command line that was understood: what to run, with what, and where its text goes.
struct Call {
    const operations::Operation* operation = nullptr;
    operations::Arguments arguments;
    std::string output_file;  ///< empty: standard output
};

/// Text to print instead of running something: help, version, or what is wrong with the command line.
struct Message {
    std::string text;
    int exit_code = 0;
};

std::variant<Call, Message> parse(int count, const char* const* arguments);

/// The help of one command, as `charter COMMAND --help` prints it and the reference page shows it.
std::string help(const operations::Operation& operation);

/// Exit codes: 3 the input was at fault, 4 any other fault, 130 interrupted.
int exit_code_of(base::Fault fault);

/// `charter: WHAT` and, on a line of its own, what to do next.
std::string describe(const base::Error& error);

}  // namespace cli
