#include "operations/copies/copies.h"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "base/digest.h"
#include "base/json.h"
#include "operations/shared/ledger_folder.h"
#include "records/ledger/ledger.h"
#include "records/registry/registry.h"
#include "records/sqlite_copy.h"

namespace operations {

namespace {

namespace fs = std::filesystem;
using base::json::array;
using base::json::object;

constexpr std::string_view format_name = "charter-backup/1";
constexpr const char* list_name = "backup.json";

base::Error failed(const std::string& what, const std::string& why) { return {base::Fault::outside, what + ": " + why, "check the folders, their permissions and the space on the disk"}; }
base::Error damaged(const std::string& what) { return {base::Fault::corrupt, "the backup does not verify: " + what, "use another one; nothing was restored"}; }

base::Result<base::Done> make_folder(const fs::path& path) {
    std::error_code code;
    fs::create_directories(path, code);
    if (code) return failed("cannot make the folder " + path.string(), code.message());
    fs::permissions(path, fs::perms::owner_all, code);  // keys lie in it
    return base::Done{};
}

base::Result<base::Done> place(const fs::path& from, const fs::path& to) {
    RETURN_IF_ERROR(make_folder(to.parent_path()));
    std::error_code code;
    fs::copy_file(from, to, code);
    if (code) return failed("cannot copy " + from.string(), code.message());
    return base::Done{};
}

/// Every file below a folder, by its path inside; without the list itself.
std::vector<std::string> files_in(const fs::path& folder) {
    std::vector<std::string> files;
    std::error_code code;
    for (fs::recursive_directory_iterator at(folder, code), end; !code && at != end; at.increment(code)) {
        if (at->is_regular_file(code)) files.push_back(fs::relative(at->path(), folder).generic_string());
    }
    std::erase(files, std::string(list_name));
    std::sort(files.begin(), files.end());
    return files;
}

/// The whole ledger, as anybody would verify it.
base::Result<Copied> verified_ledger(const std::string& folder) {
    Copied copied;
    ASSIGN_OR_RETURN(const auto ledger, read_ledger(folder));
    records::Verifier verifier({});
    RETURN_IF_ERROR(records::write_export(*ledger.storage, ledger.key, [&](const std::string& line) { verifier.line(line); }));
    const auto found = verifier.finish();
    if (!found.ok()) return damaged("the ledger, " + found.findings.front().where + ": " + found.findings.front().what);
    copied.entries = found.entries;
    ASSIGN_OR_RETURN(copied.checkpoint, ledger.storage->checkpoint());
    return copied;
}

base::Result<base::Done> write_list(const fs::path& target, base::Time now, Copied& copied) {
    array files;
    for (const auto& name : files_in(target)) {
        ASSIGN_OR_RETURN(const auto digest, base::digest_of_file((target / name).string()));
        const std::uint64_t bytes = fs::file_size(target / name);
        files.push_back(object{{"path", name}, {"bytes", bytes}, {"digest", base::format(digest)}});
        copied.bytes += bytes;
    }
    copied.files = files.size();
    std::ofstream out(target / list_name, std::ios::binary);
    out << base::pretty(object{{"format", format_name}, {"made", base::format(now)}, {"entries", copied.entries}, {"files", std::move(files)}}) << "\n" << std::flush;
    if (!out) return failed("cannot write the list of files", (target / list_name).string());
    return base::Done{};
}

base::Result<base::Done> gather(const fs::path& folder, const fs::path& target, const std::function<base::Result<base::Done>(const std::string&, const std::string&)>& copy_store) {
    // The registry first: what it refers to in the ledger and the keys is then there already.
    RETURN_IF_ERROR(records::copy_sqlite((folder / "registry.sqlite").string(), (target / "registry.sqlite").string()));
    std::error_code code;
    // Before the files that it names: of those that come meanwhile none is missing.
    if (fs::exists(folder / "tracking.sqlite", code)) RETURN_IF_ERROR(records::copy_sqlite((folder / "tracking.sqlite").string(), (target / "tracking.sqlite").string()));
    for (const auto& name : files_in(folder / "artifacts")) RETURN_IF_ERROR(place(folder / "artifacts" / name, target / "artifacts" / name));
    for (const auto& product : fs::directory_iterator(folder / "products", code)) {
        const fs::path into = target / "products" / product.path().filename();
        RETURN_IF_ERROR(make_folder(into));
        RETURN_IF_ERROR(copy_store(product.path().string(), into.string()));
    }
    // The ledger and its key as they belong together: nobody changes the key between the two.
    ASSIGN_OR_RETURN(const auto held, records::HeldKeys::of(folder.string()));
    RETURN_IF_ERROR(records::copy_sqlite((folder / "ledger.sqlite").string(), (target / "ledger.sqlite").string()));
    for (const auto& name : files_in(folder / "keys")) RETURN_IF_ERROR(place(folder / "keys" / name, target / "keys" / name));
    return base::Done{};
}

struct Listed {
    std::string path, digest;
};

base::Result<std::vector<Listed>> list_of(const fs::path& backup) {
    std::ifstream file(backup / list_name, std::ios::binary);
    if (!file) return base::Error{base::Fault::missing, "there is no backup here: " + backup.string(), "name the folder that has backup.json in it"};
    std::stringstream text;
    text << file.rdbuf();
    const auto parsed = base::parse_json(text.str());
    const auto* whole = parsed ? parsed->if_object() : nullptr;
    const auto* format = whole == nullptr ? nullptr : whole->if_contains("format");
    if (format == nullptr || !format->is_string() || std::string_view(format->get_string().data(), format->get_string().size()) != format_name) return damaged("its list of files cannot be read, or is of another format than charter-backup/1");
    const auto* files = whole->if_contains("files");
    if (files == nullptr || !files->is_array()) return damaged("it lists no files");
    std::vector<Listed> listed;
    for (const auto& one : files->get_array()) {
        const auto* entry = one.if_object();
        const auto* path = entry == nullptr ? nullptr : entry->if_contains("path");
        const auto* digest = entry == nullptr ? nullptr : entry->if_contains("digest");
        if (path == nullptr || digest == nullptr || !path->is_string() || !digest->is_string()) return damaged("a file is listed without path or digest");
        listed.push_back({std::string(path->get_string().c_str()), std::string(digest->get_string().c_str())});
    }
    return listed;
}

/// A list that somebody else wrote must not reach outside of its folder.
bool stays_inside(const std::string& path) {
    const fs::path relative(path);
    return !path.empty() && relative.is_relative() && std::none_of(relative.begin(), relative.end(), [](const fs::path& part) { return part == ".." || part == "."; });
}

}  // namespace

base::Result<Copied> back_up(const std::string& folder, const std::string& target, base::Time now, const std::function<base::Result<base::Done>(const std::string&, const std::string&)>& copy_store) {
    if (fs::exists(target)) return base::Error{base::Fault::conflict, "there is something here already: " + target, "name a folder that does not exist"};
    RETURN_IF_ERROR(make_folder(target));
    const auto finished = [&]() -> base::Result<Copied> {
        RETURN_IF_ERROR(gather(folder, target, copy_store));
        ASSIGN_OR_RETURN(Copied copied, verified_ledger(target));
        RETURN_IF_ERROR(write_list(target, now, copied));
        return copied;
    }();
    std::error_code code;
    if (!finished) fs::remove_all(target, code);  // half a copy is worse than none
    return finished;
}

base::Result<Copied> check_backup(const std::string& backup) {
    ASSIGN_OR_RETURN(const auto listed, list_of(backup));
    Copied copied;
    std::set<std::string> names;
    for (const auto& file : listed) {
        if (!stays_inside(file.path)) return damaged("a path that leads out of it");
        const auto digest = base::digest_of_file((fs::path(backup) / file.path).string());
        if (!digest) return damaged("a file is missing: " + file.path);
        if (base::format(*digest) != file.digest) return damaged("a file has changed: " + file.path);
        copied.bytes += fs::file_size(fs::path(backup) / file.path);
        names.insert(file.path);
    }
    for (const auto& name : files_in(backup)) {
        if (!names.contains(name)) return damaged("a file is not listed: " + name);
    }
    copied.files = names.size();
    for (const char* needed : {"ledger.sqlite", "registry.sqlite", "keys/ledger.pem"}) {
        if (!names.contains(needed)) return damaged(std::string("a file is missing: ") + needed);
    }
    return copied;
}

base::Result<Copied> restore(const std::string& backup, const std::string& folder) {
    ASSIGN_OR_RETURN(Copied copied, check_backup(backup));
    std::error_code code;
    if (fs::exists(folder) && !fs::is_empty(folder, code)) return base::Error{base::Fault::conflict, "there is something in this folder already: " + folder, "name one that is empty or does not exist; nothing is overwritten"};
    // Beside its place first: what stands there is whole or not there at all.
    const std::string partial = folder + ".restoring";
    fs::remove_all(partial, code);
    const auto finished = [&]() -> base::Result<base::Done> {
        RETURN_IF_ERROR(make_folder(partial));
        for (const auto& name : files_in(backup)) RETURN_IF_ERROR(place(fs::path(backup) / name, fs::path(partial) / name));
        ASSIGN_OR_RETURN(const Copied verified, verified_ledger(partial));
        copied.entries = verified.entries;
        copied.checkpoint = verified.checkpoint;
        RETURN_IF_ERROR(records::Registry::open(partial + "/registry.sqlite"));  // brings an older one up to date
        fs::remove(folder, code);                                               // which is empty
        fs::rename(partial, folder, code);
        if (code) return failed("cannot put the folder in its place", code.message());
        return base::Done{};
    }();
    if (!finished) {
        fs::remove_all(partial, code);
        return finished.error();
    }
    return copied;
}

}  // namespace operations
