#include "observations/files.h"

#include <glob.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>

namespace observations {

namespace {

namespace fs = std::filesystem;

std::optional<Format> format_of(std::string name) {
    if (name.ends_with(".gz")) name.resize(name.size() - 3);
    else if (name.ends_with(".parquet")) return Format::parquet;
    for (const auto* ending : {".csv", ".tsv", ".txt"}) {
        if (name.ends_with(ending)) return Format::csv;
    }
    for (const auto* ending : {".ndjson", ".jsonl", ".json"}) {
        if (name.ends_with(ending)) return Format::json;
    }
    return std::nullopt;
}

base::Result<std::vector<std::string>> expand(const std::string& name) {
    std::error_code ignored;
    // A file that is really called so wins over its name read as a glob.
    if (fs::exists(name, ignored)) return std::vector<std::string>{name};
    if (name.find_first_of("*?[") == std::string::npos) {
        return base::Error{base::Fault::missing, "no such file: " + name, "check the name and the folder it is looked for in"};
    }
    glob_t found{};
    std::vector<std::string> paths;
    if (glob(name.c_str(), 0, nullptr, &found) == 0) paths.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
    globfree(&found);
    if (paths.empty()) return base::Error{base::Fault::missing, "no file matches: " + name, "check the pattern and the folder it is looked for in"};
    return paths;
}

base::Result<base::Done> check(const std::string& path) {
    std::error_code failed;
    if (fs::is_directory(path, failed)) {
        return base::Error{base::Fault::input, "a folder where a file is expected: " + path, "name the files in it: " + path + "/*.parquet"};
    }
    if (fs::is_regular_file(path, failed) && fs::file_size(path, failed) == 0) {
        return base::Error{base::Fault::input, "the file is empty: " + path, "write it again; even a table without rows has a header"};
    }
    return base::Done{};
}

}  // namespace

base::Result<Files> find_files(const std::vector<std::string>& names) {
    Files files;
    for (const auto& name : names) {
        ASSIGN_OR_RETURN(const auto paths, expand(name));
        files.paths.insert(files.paths.end(), paths.begin(), paths.end());
    }
    if (files.paths.empty()) return base::Error{base::Fault::input, "no data file was named", "name one with --data FILE"};
    std::sort(files.paths.begin(), files.paths.end());
    files.paths.erase(std::unique(files.paths.begin(), files.paths.end()), files.paths.end());
    std::optional<Format> format;
    for (const auto& path : files.paths) {
        RETURN_IF_ERROR(check(path));
        const auto own = format_of(path);
        if (!own) {
            return base::Error{base::Fault::input, "the file's ending is no format that we read: " + path,
                               "use .parquet, .csv, .tsv, .ndjson or .jsonl (text also with .gz)"};
        }
        if (format && *format != *own) {
            return base::Error{base::Fault::input, "files of two formats at once: " + files.paths.front() + " and " + path, "convert one of them"};
        }
        format = own;
    }
    files.format = *format;
    return files;
}

}  // namespace observations
