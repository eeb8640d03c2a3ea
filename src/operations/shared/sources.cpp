#include "operations/shared/sources.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "base/json.h"
#include "observations/reference_profile.h"
#include "observations/reopen.h"
#include "operations/shared/task_columns.h"

namespace operations {

namespace {

using observations::Reading;

/// The schema says which of the named columns there are.
base::Result<std::unique_ptr<observations::Source>> open_side(Reading reading) {
    const charter::Columns wanted = reading.columns;
    Reading probe = reading;
    probe.columns = {};
    probe.as_of.reset();
    probe.from.reset();
    probe.until.reset();
    ASSIGN_OR_RETURN(auto schema, observations::open(std::move(probe)));
    reading.columns = present(wanted, schema->columns());
    return observations::reopen(std::move(schema), std::move(reading));
}

std::string beside(const std::string& charter_file, const std::string& file) {
    const std::filesystem::path path(file);
    if (path.is_absolute() || charter_file == "-") return file;
    return (std::filesystem::path(charter_file).parent_path() / path).string();
}

}  // namespace

Reading reading_of(const charter::Charter& document) {
    Reading reading;
    reading.columns = document.task.columns;
    reading.positive = document.task.positive;
    reading.many_classes = document.task.kind == charter::TaskKind::multiclass;
    settle_score(reading.columns, reading.positive);
    reading.absent_means = document.absent_means;
    reading.late_by = document.late_by;
    reading.zone = document.zone;
    return reading;
}

base::Result<std::unique_ptr<observations::Source>> open_reference_file(const charter::Charter& document, const std::string& charter_file) {
    ASSERT(document.reference_file.has_value());
    Reading reading = reading_of(document);
    reading.late_by = {};
    reading.files = {beside(charter_file, *document.reference_file)};
    return open_side(std::move(reading));
}

charter::Columns present(const charter::Columns& columns, const std::vector<observations::ColumnInfo>& infos) {
    const auto keep = [&](const std::string& name) {
        const bool there = std::any_of(infos.begin(), infos.end(), [&](const auto& info) { return info.name == name; });
        return there ? name : std::string();
    };
    charter::Columns all;
    for (const auto& [key, column] : charter::column_keys()) all.*column = keep(columns.*column);
    for (const auto& name : columns.features) {
        if (!keep(name).empty()) all.features.push_back(name);
    }
    const bool every_score = std::all_of(columns.scores.begin(), columns.scores.end(), [&](const auto& score) { return !keep(score.second).empty(); });
    if (every_score) all.scores = columns.scores;
    return all;
}

void connect(Reading& reading, const Surroundings& surroundings, double from_share, double to_share) {
    reading.stop = surroundings.stop;
    if (!surroundings.progress) return;
    reading.progress = [report = surroundings.progress, from_share, to_share](const observations::Progress& progress) {
        report(progress.share < 0 ? -1 : from_share + progress.share * (to_share - from_share), progress.rows);
    };
}

base::Result<Sources> open_sources(const charter::Charter& document, const std::string& charter_file, const Arguments& arguments, const Surroundings& surroundings) {
    Reading current = reading_of(document);
    current.files = arguments.list("data");
    if (arguments.has("as-of")) current.as_of = *base::parse_time(arguments.text("as-of"));
    for (const auto& file : current.files) {
        if (observations::is_profile(file)) return base::Error{base::Fault::input, "a profile stands in for a reference, not for the data that are judged: " + file, "give the rows as --data"};
    }
    Reading reference = current;
    reference.as_of.reset();
    reference.late_by = {};
    bool has_reference = true;
    if (arguments.has("reference")) {
        reference.files = arguments.list("reference");
    } else if (document.reference_file) {
        reference.files = {beside(charter_file, *document.reference_file)};
    } else if (document.reference_period) {
        reference.from = document.reference_period->from;
        reference.until = document.reference_period->to;
        current.from = document.reference_period->to;
    } else {
        has_reference = false;
    }
    connect(reference, surroundings, 0, 0.3);
    connect(current, surroundings, has_reference ? 0.3 : 0, 1);
    Sources sources;
    ASSIGN_OR_RETURN(sources.current, open_side(std::move(current)));
    if (has_reference) {
        ASSIGN_OR_RETURN(sources.reference, open_side(std::move(reference)));
    }
    return sources;
}

base::Result<base::Done> write_rejects(const std::string& path, const std::vector<const observations::Source*>& sources) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    for (const auto* source : sources) {
        if (source == nullptr) continue;
        for (const auto& reject : source->rejects()) {
            base::json::object line;
            line["file"] = reject.file;
            if (reject.line > 0) line["line"] = reject.line;
            line["reason"] = reject.reason;
            line["text"] = reject.text;
            file << base::canonical(line) << "\n";
        }
    }
    file.flush();
    if (!file) return base::Error{base::Fault::outside, "cannot write: " + path, "check the path, its permissions and the space on the disk"};
    return base::Done{};
}

}  // namespace operations
