// Measures how often verdicts are wrong, and writes docs/errors.md and the pages of docs/errors.
//
//   simulate [--quick] [--replicates N] [--seed S] [--threads N] [--only TEXT] [--commit ID] [--output FOLDER]
//   simulate --detection [--replicates N] [--seed S] [--commit ID] [--output FOLDER]
//   simulate --looks [--replicates N] [--seed S] [--commit ID] [--output FOLDER]
//   simulate --releases [--data FOLDER] [--replicates N] [--seed S] [--commit ID] [--output FOLDER]
//
// --detection writes drift_found.md instead: how small a change each drift metric finds, and how often one that is none.
// --looks writes looks.md instead: how often somebody who looks all the time is ever told something wrong.
// --releases writes releases.md instead: releases on traffic made of two published experiments, which --data holds.
// --quick takes 200 samples instead of 2,000; --only takes metrics, situations or properties of slices that contain the
// text, and leaves the properties of verdicts out. Without --output the page goes to standard output. Exit codes: 0, nothing exceeds; 1, something
// does; 3, a wrong argument; 4, the pages could not be written.

#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>

#include "tools/simulate/detection.h"
#include "tools/simulate/looks.h"
#include "tools/simulate/releases.h"
#include "tools/simulate/slices.h"
#include "tools/simulate/table.h"

namespace {

struct Wish {
    simulate::Plan plan;
    bool detection = false, looks = false, releases = false;
    std::string commit, output, data = "../shared/data";
};

template <class T>
bool read(const std::string& text, T& number) {
    const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
    return result.ec == std::errc() && result.ptr == text.data() + text.size() && number > 0;
}

std::optional<Wish> parse(int count, char** arguments) {
    Wish wish;
    for (int i = 1; i < count; ++i) {
        const std::string name = arguments[i];
        if (name == "--quick") {
            wish.plan.replicates = 200;
            continue;
        }
        if (name == "--detection") {
            wish.detection = true;
            wish.plan.replicates = 100;
            continue;
        }
        if (name == "--looks") {
            wish.looks = true;
            wish.plan.replicates = 1'000;
            continue;
        }
        if (name == "--releases") {
            wish.releases = true;
            wish.plan.replicates = 1'000;
            continue;
        }
        if (++i >= count) return std::nullopt;
        const std::string value = arguments[i];
        bool good = true;
        if (name == "--replicates") good = read(value, wish.plan.replicates);
        else if (name == "--seed") good = read(value, wish.plan.seed);
        else if (name == "--threads") good = read(value, wish.plan.threads);
        else if (name == "--only") wish.plan.only = value;
        else if (name == "--commit") wish.commit = value;
        else if (name == "--output") wish.output = value;
        else if (name == "--data") wish.data = value;
        else good = false;
        if (!good) return std::nullopt;
    }
    return wish;
}

// A line for every twentieth of the work: it is as readable in a log as on a terminal.
void show(std::size_t done, std::size_t of) {
    if (done * 20 / of != (done - 1) * 20 / of) fmt::print(stderr, "simulate: {} %\n", done * 100 / of);
}

bool write(const std::string& folder, const std::map<std::string, std::string>& pages) {
    for (const auto& [name, page] : pages) {
        if (folder.empty()) {
            if (std::fwrite(page.data(), 1, page.size(), stdout) != page.size()) return false;
            continue;
        }
        const auto path = std::filesystem::path(folder) / name;
        std::error_code ignored;  // the write itself says whether it worked
        std::filesystem::create_directories(path.parent_path(), ignored);
        std::ofstream file(path, std::ios::binary);
        file << page;
        if (!file.flush()) return false;
    }
    return true;
}

int write_releases(const Wish& wish) {
    const auto releases = simulate::releases(wish.plan, wish.commit, wish.data);
    if (!releases) fmt::print(stderr, "simulate: {}; {}\n", releases.error().what, releases.error().next);
    else if (!write(wish.output, {{"releases.md", releases->page}})) fmt::print(stderr, "the page could not be written: {}\n", wish.output);
    else return releases->exceeding == 0 ? 0 : 1;
    return 4;
}

}  // namespace

int main(int count, char** arguments) {
    std::optional<Wish> wish = parse(count, arguments);
    if (!wish) {
        fmt::print(stderr, "usage: simulate [--quick] [--replicates N] [--seed S] [--threads N] [--only TEXT] [--commit ID] [--output FOLDER] | --detection ... | --looks ... | --releases [--data FOLDER] ...\n");
        return 3;
    }
    if (wish->releases) return write_releases(*wish);
    if (wish->detection || wish->looks) {
        const auto looks = wish->looks ? simulate::looks(wish->plan, wish->commit) : simulate::Looks{};
        const bool written = wish->looks ? write(wish->output, {{"looks.md", looks.page}}) : write(wish->output, {{"drift_found.md", simulate::detection(wish->plan, wish->commit)}});
        if (written) return looks.exceeding == 0 ? 0 : 1;
        fmt::print(stderr, "the page could not be written: {}\n", wish->output);
        return 4;
    }
    wish->plan.progress = show;
    const auto cells = simulate::run(simulate::experiments(), wish->plan);
    auto properties = wish->plan.only.empty() ? simulate::properties(wish->plan) : std::vector<simulate::Property>{};
    for (auto& property : simulate::slice_properties(wish->plan)) properties.push_back(std::move(property));
    if (!write(wish->output, simulate::pages(cells, properties, wish->plan, wish->commit))) {
        fmt::print(stderr, "the page could not be written: {}\n", wish->output);
        return 4;
    }
    int exceeding = 0;
    for (const auto& cell : cells) exceeding += exceeds(cell);
    for (const auto& property : properties) exceeding += !property.holds();
    fmt::print(stderr, "simulate: {} of {} exceed\n", exceeding, cells.size() + properties.size());
    return exceeding == 0 ? 0 : 1;
}
