#include "records/artifacts/artifacts.h"

#include <filesystem>
#include <set>

#include <fmt/format.h>

#include "base/digest.h"

namespace records {

namespace {

using base::Done;
using base::Error;
using base::Fault;
using base::Result;

constexpr std::size_t path_bytes_max = 1'000, digits = 64;

Error none(const std::string& path) { return {Fault::missing, "No such artifact: '" + path + "'", ""}; }

}  // namespace

Result<std::string> artifact_path(std::string_view path) {
    while (path.ends_with('/')) path.remove_suffix(1);
    bool good = path.size() <= path_bytes_max && !path.starts_with('/');
    for (std::size_t begin = 0; good && !path.empty() && begin <= path.size();) {
        const auto end = std::min(path.find('/', begin), path.size());
        const auto word = path.substr(begin, end - begin);
        good = !word.empty() && word != "." && word != "..";
        begin = end + 1;
    }
    good = good && std::none_of(path.begin(), path.end(), [](char c) { return c == '\\' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    if (good) return std::string(path);
    return Error{Fault::input, "Invalid path", fmt::format("a path is relative, has no \"..\" and at most {} bytes", path_bytes_max)};
}

std::string Artifacts::file_of(const std::string& digest) const {
    const std::string name = digest.substr(digest.size() - digits);
    return folder_ + "/" + name.substr(0, 2) + "/" + name;
}

Result<base::PartFile> Artifacts::incoming() {
    std::error_code ignored;  // the file itself says whether it can be written
    std::filesystem::create_directories(folder_, ignored);
    return base::PartFile::beside(folder_ + "/incoming");
}

Result<StoredArtifact> Artifacts::put(const std::string& path, std::string_view bytes) {
    ASSIGN_OR_RETURN(auto part, incoming());
    RETURN_IF_ERROR(part.add(bytes));
    return keep(path, std::move(part));
}

Result<StoredArtifact> Artifacts::keep(const std::string& path, base::PartFile part) {
    ASSIGN_OR_RETURN(const std::string name, artifact_path(path));
    if (name.empty()) return Error{Fault::input, "Invalid path", "name a file"};
    StoredArtifact stored{.digest = base::format(part.digest()), .file = {}, .bytes = part.bytes()};
    stored.file = file_of(stored.digest);
    const std::lock_guard lock(mutex_);
    std::error_code error;
    if (!std::filesystem::exists(stored.file, error)) {
        std::filesystem::create_directories(std::filesystem::path(stored.file).parent_path(), error);
        RETURN_IF_ERROR(part.put_at(stored.file));
    }
    ASSIGN_OR_RETURN(const auto before, database_.run("SELECT digest FROM files WHERE path = $1", {name}));
    if (!before.empty() && before.front().text(0) == stored.digest) return stored;
    if (!before.empty()) RETURN_IF_ERROR(remove_locked(name));
    RETURN_IF_ERROR(database_.run("INSERT INTO files (path, digest, bytes) VALUES ($1, $2, $3) ON CONFLICT (path) DO UPDATE SET digest = $2, bytes = $3", {name, stored.digest, stored.bytes}));
    return stored;
}

Result<StoredArtifact> Artifacts::find(const std::string& path) {
    ASSIGN_OR_RETURN(const std::string name, artifact_path(path));
    ASSIGN_OR_RETURN(const auto rows, database_.run("SELECT digest, bytes FROM files WHERE path = $1", {name}));
    if (rows.empty()) return none(name);
    return StoredArtifact{.digest = rows.front().text(0), .file = file_of(rows.front().text(0)), .bytes = rows.front().number(1)};
}

Result<std::vector<ArtifactEntry>> Artifacts::list(const std::string& folder) {
    ASSIGN_OR_RETURN(const std::string name, artifact_path(folder));
    const std::string begin = name.empty() ? "" : name + "/";
    // '0' is what comes after '/'.
    ASSIGN_OR_RETURN(const auto rows, name.empty() ? database_.run("SELECT path, bytes FROM files ORDER BY path") : database_.run("SELECT path, bytes FROM files WHERE path >= $1 AND path < $2 ORDER BY path", {begin, name + "0"}));
    std::vector<ArtifactEntry> entries;
    std::set<std::string> folders;
    for (const auto& row : rows) {
        const std::string below = row.text(0).substr(begin.size());
        const auto slash = below.find('/');
        if (slash == std::string::npos) entries.push_back({below, false, row.number(1)});
        else if (folders.insert(below.substr(0, slash)).second) entries.push_back({below.substr(0, slash), true, 0});
    }
    std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    return entries;
}

Result<std::string> Artifacts::digest_of(const std::string& path) {
    ASSIGN_OR_RETURN(const std::string name, artifact_path(path));
    ASSIGN_OR_RETURN(const auto rows, database_.run("SELECT path, digest FROM files WHERE path = $1 OR (path >= $2 AND path < $3) ORDER BY path", {name, name + "/", name + "0"}));
    if (rows.empty()) return std::string();
    if (rows.front().text(0) == name) return rows.front().text(1);
    std::string listed;
    for (const auto& row : rows) listed += row.text(0).substr(name.size() + 1) + "\n" + row.text(1) + "\n";
    return base::format(base::digest_of(listed));
}

Result<Done> Artifacts::remove(const std::string& path) {
    ASSIGN_OR_RETURN(const std::string name, artifact_path(path));
    if (name.empty()) return Error{Fault::input, "Invalid path", "name a file or a folder"};
    const std::lock_guard lock(mutex_);
    return remove_locked(name);
}

Result<Done> Artifacts::remove_locked(const std::string& name) {
    ASSIGN_OR_RETURN(const auto rows, database_.run("DELETE FROM files WHERE path = $1 OR (path >= $2 AND path < $3) RETURNING digest", {name, name + "/", name + "0"}));
    for (const auto& row : rows) {
        ASSIGN_OR_RETURN(const auto others, database_.run("SELECT 1 FROM files WHERE digest = $1 LIMIT 1", {row.text(0)}));
        if (others.empty()) std::remove(file_of(row.text(0)).c_str());
    }
    return Done{};
}

}  // namespace records
