#include "cli/command_line.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <memory>

#include "base/nearest.h"
#include "base/time.h"
#include "operations/faults.h"

namespace cli {

namespace {

using operations::Operation;
using operations::Parameter;

/// What the user typed for one command, before it is checked.
struct Typed {
    const Operation* operation = nullptr;
    CLI::App* app = nullptr;
    std::deque<std::vector<std::string>> values;  // a deque: CLI11 keeps references
    std::deque<bool> flags;
    std::vector<std::pair<std::string_view, std::vector<std::string>*>> texts;
    std::vector<std::pair<std::string_view, bool*>> switches;
    std::string output;
};

bool declares(const Operation& operation, std::string_view name) {
    return std::any_of(operation.parameters.begin(), operation.parameters.end(), [&](const Parameter& p) { return p.name == name; });
}

std::string sentence_of(const Parameter& parameter) {
    std::string sentence(parameter.sentence);
    if (!parameter.choices.empty()) sentence += fmt::format(" One of: {}.", fmt::join(parameter.choices, ", "));
    if (!parameter.fallback.empty()) sentence += fmt::format(" Default: {}.", parameter.fallback);
    return sentence;
}

void add_parameter(Typed& typed, const Parameter& parameter) {
    const std::string spelled = parameter.positional ? std::string(parameter.name) : "--" + std::string(parameter.name);
    if (parameter.kind == Parameter::Kind::flag) {
        typed.flags.push_back(false);
        typed.app->add_flag(spelled, typed.flags.back(), sentence_of(parameter));
        typed.switches.emplace_back(parameter.name, &typed.flags.back());
        return;
    }
    typed.values.emplace_back();
    CLI::Option* option = typed.app->add_option(spelled, typed.values.back(), sentence_of(parameter));
    option->required(parameter.required);
    if (!parameter.placeholder.empty()) option->type_name(std::string(parameter.placeholder));
    const bool many = parameter.kind == Parameter::Kind::list;
    option->expected(1, many ? 1'000'000 : 1);
    option->allow_extra_args(many);  // else the first of two positional words would take both
    if (!many) option->multi_option_policy(CLI::MultiOptionPolicy::Throw);
    typed.texts.emplace_back(parameter.name, &typed.values.back());
}

/// `ledger verify`: a command among those of `ledger`, which is made with the first of them.
CLI::App* add_command(CLI::App& app, const std::string& command, const std::string& summary) {
    const auto space = command.find(' ');
    if (space == std::string::npos) return app.add_subcommand(command, summary);
    const std::string first = command.substr(0, space);
    const auto known = app.get_subcommands([&](CLI::App* one) { return one->get_name() == first; });
    CLI::App* family = known.empty() ? app.add_subcommand(first, "Several commands; charter " + first + " --help names them.") : known.front();
    if (known.empty()) family->require_subcommand(1);
    return family->add_subcommand(command.substr(space + 1), summary);
}

void add_operation(CLI::App& app, Typed& typed, const Operation& operation) {
    typed.operation = &operation;
    typed.app = add_command(app, std::string(operation.command), std::string(operation.summary));
    typed.app->footer("Example:\n  " + std::string(operation.example));
    for (const auto& parameter : operation.parameters) add_parameter(typed, parameter);
    if (!declares(operation, "output")) typed.app->add_option("--output", typed.output, "Write the result to this file instead of printing it.")->type_name("FILE");
}

struct Everything {
    CLI::App app{"Charter holds a machine-learning product to what it promised."};
    std::deque<Typed> typed;

    Everything() {
        app.set_version_flag("--version", std::string("charter ") + CHARTER_VERSION);
        app.require_subcommand(1);
        app.get_formatter()->column_width(34);
        for (const auto* operation : operations::catalogue()) {
            if (operation->command.empty()) continue;
            typed.emplace_back();
            add_operation(app, typed.back(), *operation);
        }
    }
};

/// `retraining start` is parsed as `retraining` too, which is a command of its own.
bool meant(const Typed& typed) { return typed.app->parsed() && typed.app->get_subcommands().empty(); }

Message wrong(const std::string& what, const std::string& next) { return {describe({base::Fault::input, what, next}), 3}; }

std::variant<Call, Message> checked(Typed& typed) {
    Call call;
    call.operation = typed.operation;
    call.output_file = typed.output;
    for (const auto& [name, values] : typed.texts) {
        if (values->empty()) continue;
        const auto parameter = std::find_if(typed.operation->parameters.begin(), typed.operation->parameters.end(), [n = name](const Parameter& p) { return p.name == n; });
        for (const auto& value : *values) {
            if (const auto expected = operations::misfit(*parameter, value); !expected.empty()) {
                return wrong(fmt::format("--{} cannot be \"{}\"", name, value), "it takes " + expected);
            }
        }
        call.arguments.values.emplace(name, *values);
    }
    // Of a command with commands of its own nothing is required while they are parsed, but what its path is made of is needed.
    for (const auto& parameter : typed.operation->parameters) {
        const bool in_path = typed.operation->route.path.find("{" + std::string(parameter.name) + "}") != std::string_view::npos;
        if (in_path && !call.arguments.has(parameter.name)) return wrong(fmt::format("{} is not given", parameter.placeholder), std::string(parameter.sentence) + fmt::format(" For example: {}", typed.operation->example));
    }
    for (const auto& [name, given] : typed.switches) {
        if (*given) call.arguments.values.emplace(name, std::vector<std::string>{"true"});
    }
    if (call.arguments.flag("json")) call.arguments.values["format"] = {"json"};
    return call;
}

/// "did you mean" for the first word or option that we do not know.
std::string suggestion(const CLI::App& app, const Everything& everything) {
    std::vector<std::string> names;
    for (const auto& typed : everything.typed) names.emplace_back(typed.operation->command);
    std::string word;
    for (const auto& left : app.remaining(true)) {
        word = left;
        break;
    }
    for (const auto& typed : everything.typed) {
        if (!meant(typed)) continue;
        names.clear();
        for (const auto& parameter : typed.operation->parameters) names.push_back("--" + std::string(parameter.name));
        names.emplace_back("--output");
    }
    const std::string nearest = base::nearest_name(word.substr(0, word.find('=')), names);
    return nearest.empty() ? std::string() : "did you mean " + nearest + "? ";
}

}  // namespace

int exit_code_of(base::Fault fault) { return operations::words_of(fault).exit_code; }

std::string describe(const base::Error& error) {
    std::string text = "charter: " + error.what + "\n";
    if (!error.next.empty()) text += "  " + error.next + "\n";
    return text;
}

std::string help(const Operation& operation) {
    Everything everything;
    for (auto& typed : everything.typed) {
        if (typed.operation != &operation) continue;
        const auto space = operation.command.find(' ');
        return typed.app->help(space == std::string_view::npos ? "charter" : "charter " + std::string(operation.command.substr(0, space)));
    }
    return {};
}

std::variant<Call, Message> parse(int count, const char* const* arguments) {
    Everything everything;
    try {
        everything.app.parse(count, arguments);
    } catch (const CLI::CallForHelp&) {
        for (auto& typed : everything.typed) {
            if (meant(typed)) return Message{help(*typed.operation), 0};
        }
        for (const CLI::App* family : everything.app.get_subcommands()) return Message{family->help("charter"), 0};
        return Message{everything.app.help(), 0};
    } catch (const CLI::CallForAllHelp&) {
        return Message{everything.app.help("", CLI::AppFormatMode::All), 0};
    } catch (const CLI::CallForVersion&) {
        return Message{std::string("charter ") + CHARTER_VERSION + "\n", 0};
    } catch (const CLI::ParseError& fault) {
        if (count <= 1) return Message{everything.app.help(), 3};
        return wrong(fault.what(), suggestion(everything.app, everything) + "run \"charter --help\" or \"charter COMMAND --help\" for what there is");
    }
    for (auto& typed : everything.typed) {
        if (meant(typed)) return checked(typed);
    }
    return Message{everything.app.help(), 3};
}

}  // namespace cli
