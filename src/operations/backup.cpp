#include <fmt/format.h>

#include <array>
#include <filesystem>

#include <boost/json.hpp>

#include "operations/access/members.h"
#include "operations/copies/copies.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 2> parameters{{format_parameter, json_parameter}};

/// `2001-06-30T120000.250000Z`: sorts by time, and is a name for a folder everywhere.
std::string folder_name(base::Time now) {
    std::string name = base::format(now);
    std::erase(name, ':');
    return name;
}

/// A database that is in use is not a file to be copied as it lies.
base::Result<base::Done> copy_store(const std::string& folder, const std::string&) {
    if (!std::filesystem::exists(folder) || std::filesystem::is_empty(folder)) return base::Done{};
    return base::Error{base::Fault::conflict, "what was received cannot be copied while it is in use: " + folder, "stop the server and copy its folder"};
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    RETURN_IF_ERROR(must_administer(request));
    Service& service = *request.service;
    // Its own place alone: whoever asks over the network says nothing about where files are written.
    const std::string target = service.folder() + "/backups/" + folder_name(surroundings.now);
    ASSIGN_OR_RETURN(const auto copied, back_up(service.folder(), target, surroundings.now, &copy_store));
    return shown(arguments, fmt::format("{} files, {} bytes, {} entries of the ledger, which verifies: {} on the server. It holds the keys: keep it like them, and elsewhere.\n", copied.files, copied.bytes, copied.entries, target),
                 base::json::object{{"folder", target}, {"files", copied.files}, {"bytes", copied.bytes}, {"entries", copied.entries}, {"checkpoint", copied.checkpoint}});
}

}  // namespace

extern const Operation backup{
    .id = "backup",
    .command = "backup",
    .route = {Method::post, "/v1/backups"},
    .scope = base::Scope::administer,
    .summary = "Copies everything that a server keeps, while it goes on, into backups/ of its folder.",
    .about = "Ledger, registry, keys, and what was received of every product, each as it stood at one moment, with a list of all files and their digests. Nothing is lost or stopped meanwhile. Copy the folder to another machine, and put it back "
             "with `charter restore`.",
    .parameters = parameters,
    .example = "charter backup",
    .run = run,
};

}  // namespace operations
