#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstdlib>
#include <filesystem>

#include "operations/operation.h"
#include "operations/releases/retrained.h"
#include "operations/retraining/retrainings.h"
#include "operations/service/outgoing_checkpoints.h"
#include "operations/service/service.h"

namespace operations {

namespace {

constexpr std::array<std::string_view, 2> clocks{"wall", "events"};
constexpr std::array<Parameter, 8> parameters{{
    {.name = "folder", .sentence = "Where everything is kept; made when there is none. One process at a time has it open.", .placeholder = "FOLDER", .required = true},
    {.name = "listen", .sentence = "Address and port; port 0 is any that is free.", .placeholder = "HOST:PORT", .fallback = "127.0.0.1:8420"},
    {.name = "clock", .sentence = "What time it is for the products: `events` takes the newest event's, for a replay of what lies in the past.", .choices = clocks, .fallback = "wall"},
    {.name = "checkpoints", .sentence = "A folder elsewhere, best one that others keep: the ledger's signed checkpoints are written there, a file for each, none over another.", .placeholder = "FOLDER"},
    {.name = "allow-commands", .sentence = "Retrainings may run the commands that charters name, in this folder. Whoever may edit a charter then decides what runs here, as the user that the server runs as.", .placeholder = "FOLDER"},
    {.name = "command-environment", .kind = Parameter::Kind::list, .sentence = "Variables of the server's environment that those commands get, beside PATH, HOME, LANG and TMPDIR.", .placeholder = "NAME..."},
    {.name = "tls-certificate", .sentence = "PEM file of the certificate chain; with it the server speaks HTTPS alone.", .placeholder = "FILE"},
    {.name = "tls-key", .sentence = "PEM file of the certificate's key.", .placeholder = "FILE"},
}};

base::Result<Listening> listening_of(const Arguments& arguments) {
    Listening listening;
    listening.certificate = arguments.text("tls-certificate");
    listening.key = arguments.text("tls-key");
    if (listening.certificate.empty() != listening.key.empty()) return base::Error{base::Fault::input, "a certificate needs its key, and a key its certificate", "give both --tls-certificate and --tls-key"};
    const std::string where = arguments.text("listen", "127.0.0.1:8420");
    const auto colon = where.rfind(':');
    const std::string port = colon == std::string::npos ? "" : where.substr(colon + 1);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), listening.port);
    if (port.empty() || error != std::errc{} || end != port.data() + port.size()) return base::Error{base::Fault::input, "not an address with a port: " + where, "write it like 127.0.0.1:8420"};
    listening.host = where.substr(0, colon);
    if (listening.host.starts_with('[') && listening.host.ends_with(']')) listening.host = listening.host.substr(1, listening.host.size() - 2);
    return listening;
}

/// What commands of charters are run in: little of the server's own environment, in which secrets may stand.
base::Result<CommandPlace> place_of(const Arguments& arguments) {
    std::error_code failed;
    CommandPlace place{.folder = std::filesystem::absolute(arguments.text("allow-commands"), failed).string(), .environment = {}};
    if (failed || !std::filesystem::is_directory(place.folder, failed)) return base::Error{base::Fault::input, "no folder: " + arguments.text("allow-commands"), "make it first: commands of charters start in it"};
    std::vector<std::string> names{"PATH", "HOME", "LANG", "TMPDIR"};
    for (const auto& name : arguments.list("command-environment")) names.push_back(name);
    for (const auto& name : names) {
        if (const char* value = std::getenv(name.c_str()); value != nullptr) place.environment.push_back(name + "=" + value);
    }
    return place;
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    ASSIGN_OR_RETURN(const Listening listening, listening_of(arguments));
    ASSIGN_OR_RETURN(const auto service, Service::open(arguments.text("folder"), surroundings.clock, arguments.text("clock", "wall") == "events" ? LiveClock::events : LiveClock::wall));
    ASSIGN_OR_RETURN(const auto secret, service->registry().first_admin_token(surroundings.now));
    if (secret) surroundings.say("admin token: " + *secret + "\n  It is shown this once. Send it as \"Authorization: Bearer ...\", or set CHARTER_TOKEN for the commands.");
    const OutgoingCheckpoints checkpoints(*service, arguments.text("checkpoints"), surroundings.say);
    if (arguments.has("allow-commands")) {
        ASSIGN_OR_RETURN(auto place, place_of(arguments));
        service->retrainings().allow_commands(std::move(place));
    }
    take_on_retrained(*service);
    RETURN_IF_ERROR(surroundings.serve(*service, listening));
    return Output{};
}

}  // namespace

extern const Operation serve{
    .id = "serve",
    .command = "serve",
    .scope = on_this_machine,
    .summary = "Keeps every promise's verdict current: takes in observations, judges, remembers, tells.",
    .about = "One process and one folder; no other service is needed. The first start prints a token for its administrator, once. Ctrl-C or a TERM signal ends it when what was begun is answered. A log line in JSON for each request goes to standard "
             "error. docs/serve.md has the first steps.",
    .parameters = parameters,
    .example = "charter serve --folder ./charter-data",
    .run = run,
};

}  // namespace operations
