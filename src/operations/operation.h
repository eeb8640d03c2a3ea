#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

/// One thing a user can do is one file in this folder: a constant that says how it is called, what it takes and gives,
/// and the function that does it. Faces (the command line now, HTTP later) and the reference pages are made from these.
namespace operations {

struct Parameter {
    enum class Kind { text, number, flag, list, time };
    std::string_view name;         ///< `as-of`; `--as-of` on the command line
    Kind kind = Kind::text;
    std::string_view sentence;
    std::string_view placeholder = "";  ///< `FILE`
    bool required = false;
    bool positional = false;
    std::span<const std::string_view> choices = {};
    std::string_view fallback = "";     ///< what an absent one means, for the help
};

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

/// The world around a call. Operations touch nothing else.
struct Surroundings {
    base::Time now;
    bool terminal = false;                                   ///< colours and a progress bar make sense
    int width = 80;
    const std::atomic<bool>* stop = nullptr;
    std::function<void(double share, std::int64_t rows)> progress;  ///< empty: nobody looks
    std::function<void(const std::string&)> say;             ///< a line for the user beside the output
};

struct Output {
    std::string text;
    int exit_code = 0;
};

struct Operation {
    std::string_view id;
    std::string_view command;    ///< `evaluate`
    std::string_view summary;    ///< one sentence
    std::string_view about;      ///< a paragraph for the reference page
    std::span<const Parameter> parameters;
    std::string_view example;    ///< a command line that works
    base::Result<Output> (*run)(const Arguments&, const Surroundings&);
};

std::span<const Operation* const> catalogue();

}  // namespace operations
