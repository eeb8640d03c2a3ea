#include <fmt/format.h>

#include <array>
#include <filesystem>

#include <boost/json.hpp>

#include "operations/access/members.h"
#include "operations/copies/copies.h"
#include "operations/service/service.h"
#include "records/sqlite_copy.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 2> parameters{{format_parameter, json_parameter}};

/// `2001-06-30T120000.250000Z`: sorts by time, and is a name for a folder everywhere.
std::string folder_name(base::Time now) {
    std::string name = base::format(now);
    std::erase(name, ':');
    return name;
}

/// What was received by the store's own means, databases by theirs, the rest as it lies.
base::Result<base::Done> copy_product(Service& service, const std::string& folder, const std::string& into) {
    for (const auto& id : service.products()) {
        ASSIGN_OR_RETURN(const auto product, service.product(id));
        if (std::filesystem::equivalent(product->folder(), folder)) RETURN_IF_ERROR(product->store().copy_to(into));
    }
    std::error_code code;
    for (std::filesystem::recursive_directory_iterator at(folder, code), end; !code && at != end; at.increment(code)) {
        const auto name = std::filesystem::relative(at->path(), folder), ending = at->path().extension();
        if (!at->is_regular_file(code) || name.string().starts_with("observations.duckdb") || ending == ".sqlite-wal" || ending == ".sqlite-shm" || ending == ".part") continue;
        const auto target = std::filesystem::path(into) / name;
        std::filesystem::create_directories(target.parent_path(), code);
        if (ending == ".sqlite") RETURN_IF_ERROR(records::copy_sqlite(at->path().string(), target.string()));
        else std::filesystem::copy_file(at->path(), target, code);
    }
    if (code) return base::Error{base::Fault::outside, "cannot copy " + folder + ": " + code.message(), "make room, and try again"};
    return base::Done{};
}

base::Result<Output> run(const Arguments& arguments, const Surroundings& surroundings) {
    const Request& request = *surroundings.request;
    RETURN_IF_ERROR(must_administer(request));
    Service& service = *request.service;
    // Its own place alone: whoever asks over the network says nothing about where files are written.
    const std::string target = service.folder() + "/backups/" + folder_name(surroundings.now);
    ASSIGN_OR_RETURN(const auto copied, back_up(service.folder(), target, surroundings.now, [&](const std::string& from, const std::string& into) { return copy_product(service, from, into); }));
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
