#include <algorithm>
#include <thread>

#include "observations/collect.h"
#include "observations/expression.h"
#include "observations/passes.h"
#include "observations/reference_profile.h"
#include "observations/rejects.h"
#include "observations/reopen.h"
#include "observations/row_coder.h"
#include "observations/row_survey.h"
#include "observations/scan.h"
#include "observations/source.h"
#include "observations/stored_source.h"

#include "base/limits.h"

namespace observations {

namespace {

using Workers = std::vector<std::unique_ptr<Worker>>;

/// Digests of the files, computed beside the scan; waited for at the end.
class Digests {
public:
    explicit Digests(const std::vector<std::string>& paths) : thread_([this, paths] {
        for (const auto& path : paths) results_.push_back(base::digest_of_file(path));
    }), paths_(paths) {}
    ~Digests() {
        if (thread_.joinable()) thread_.join();
    }

    base::Result<std::vector<FileFact>> facts() {
        thread_.join();
        std::vector<FileFact> facts;
        for (std::size_t i = 0; i < results_.size(); ++i) {
            if (!results_[i]) return results_[i].error();
            facts.push_back({paths_[i], *results_[i]});
        }
        return facts;
    }

private:
    std::vector<base::Result<base::Digest>> results_;
    std::thread thread_;
    std::vector<std::string> paths_;
};

class FileSource final : public Source {
public:
    FileSource(Reading reading, std::shared_ptr<duck::Database> database, Relation relation, std::optional<StoredFacts> stored = {})
        : reading_(std::move(reading)), database_(std::move(database)), relation_(std::move(relation)), stored_(std::move(stored)) {
        if (stored_) files_ = {stored_->fact};
    }

    std::optional<StoredRows> stored_rows() const { return stored_ ? std::optional(StoredRows{database_.get(), &relation_}) : std::nullopt; }
    std::unique_ptr<Source> read_as(Reading reading) && { return std::make_unique<FileSource>(std::move(reading), std::move(database_), std::move(relation_)); }

    const std::vector<ColumnInfo>& columns() const override { return relation_.columns(); }

    base::Result<std::vector<Answer>> answer(const std::vector<Question>& questions) override {
        return with_digests<std::vector<Answer>>([&] { return answer_all(questions); });
    }
    base::Result<CodedRows> coded(const Coding& coding) override {
        return with_digests<CodedRows>([&] { return coded_once(coding); });
    }

    const std::vector<FileFact>& files() const override { return files_; }
    std::int64_t rows() const override { return rows_; }
    std::int64_t timeless() const override { return timeless_; }
    std::int64_t unreadable() const override { return unreadable_; }
    std::optional<base::Time> newest() const override { return newest_; }
    std::int64_t rejected() const override { return rejected_.rows; }
    const std::vector<Reject>& rejects() const override { return rejected_.kept; }

private:
    template <class T, class Once>
    base::Result<T> with_digests(const Once& once) {
        Digests digests(stored_ ? std::vector<std::string>{} : relation_.files().paths);
        const auto reading = [&] { return database_->turns().take(once, [](const base::Result<T>& result) { return !result && duck::ran_out_of_memory(result.error()); }); };
        base::Result<T> result = reading();
        // Strict reading gives up at mixed line ends; the second try takes any.
        if (!result && may_relax_ && relation_.relax()) result = reading();
        if (!result) return result;
        if (files_.empty()) {
            ASSIGN_OR_RETURN(files_, digests.facts());
        }
        return result;
    }

    /// In one pass, or in as many as it takes to hold a decoded page of every column at once.
    base::Result<std::vector<Answer>> answer_all(const std::vector<Question>& questions) {
        unreadable_ = 0;
        rejected_ = {};
        ASSIGN_OR_RETURN(const Passes passes, passes_for(*database_, relation_, questions, threads()));
        if (passes.size() == 1) return answer_once(questions);
        std::vector<Answer> all(questions.size());
        for (std::size_t pass = 0; pass < passes.size(); ++pass) {
            std::vector<Question> some;
            for (const auto number : passes[pass]) some.push_back(questions[number]);
            share_done_ = static_cast<double>(pass) / static_cast<double>(passes.size());
            share_of_pass_ = 1 / static_cast<double>(passes.size());
            ASSIGN_OR_RETURN(auto answers, answer_once(some));
            for (std::size_t i = 0; i < some.size(); ++i) all[passes[pass][i]] = std::move(answers[i]);
        }
        return all;
    }

    /// The reading of one pass, whose progress is a part of the whole.
    Reading reading_of_pass() const {
        Reading part = reading_;
        if (!reading_.progress || share_of_pass_ == 1) return part;
        part.progress = [report = reading_.progress, done = share_done_, share = share_of_pass_](const Progress& progress) {
            report({progress.share < 0 ? done : done + share * progress.share, progress.rows});
        };
        return part;
    }

    base::Result<std::vector<Answer>> answer_once(const std::vector<Question>& questions) {
        may_relax_ = false;
        ASSIGN_OR_RETURN(Plan plan, observations::plan(relation_, reading_, questions));
        RETURN_IF_ERROR(find_maturity(plan));
        RETURN_IF_ERROR(forget_rejects(*database_));
        const auto spill = std::make_shared<SpillFile>();
        Workers workers;
        const std::size_t count = threads();
        const std::size_t runs_bytes = (reading_.runs_bytes_max > 0 ? reading_.runs_bytes_max : base::limits::runs_bytes_max.value) / count;
        for (std::size_t i = 0; i < count; ++i) workers.push_back(std::make_unique<Worker>(plan, spill, runs_bytes));
        RETURN_IF_ERROR(read(plan, workers, reading_of_pass()));
        RETURN_IF_ERROR(count_rows(plan, workers));
        return collect(plan, workers, questions.size(), rejected_.rows, spill);
    }

    base::Result<base::Done> read(const Plan& plan, Workers& workers, const Reading& reading) {
        if (plan.in_order) RETURN_IF_ERROR(database_->run("SET preserve_insertion_order = true"));
        const auto scanned = scan(*database_, plan, relation_, workers, reading);
        if (plan.in_order) RETURN_IF_ERROR(database_->run("SET preserve_insertion_order = false"));
        if (!scanned) {
            may_relax_ = scanned.error().fault == base::Fault::input;
            return named(scanned.error());
        }
        return check(workers);
    }

    /// Twice over the rows: a survey decides how they are coded.
    base::Result<CodedRows> coded_once(const Coding& coding) {
        may_relax_ = false;
        unreadable_ = 0;
        rejected_ = {};
        ASSIGN_OR_RETURN(Plan plan, observations::plan(relation_, reading_, {coding.question}));
        RETURN_IF_ERROR(find_maturity(plan));
        ASSIGN_OR_RETURN(const RowFeeds feeds, add_features(relation_, reading_.columns, coding, plan));
        const auto part = [&](double from, double until) {
            Reading some = reading_;
            if (reading_.progress) some.progress = [this, from, until](const Progress& progress) { reading_.progress({progress.share < 0 ? -1 : from + (until - from) * progress.share, progress.rows}); };
            return some;
        };
        Workers workers;
        std::vector<RowSurvey*> surveys;
        for (std::size_t i = 0; i < threads(); ++i) workers.push_back(owned(std::make_unique<RowSurvey>(plan, feeds, coding), surveys));
        RETURN_IF_ERROR(forget_rejects(*database_));
        RETURN_IF_ERROR(read(plan, workers, part(0, 0.5)));
        std::int64_t rows = 0;
        for (const RowSurvey* survey : surveys) rows += survey->rows();
        const auto columns = RowSurvey::columns(surveys, feeds, coding);
        workers.clear();

        std::vector<RowCoder*> coders;
        const double share = static_cast<double>(base::limits::coded_rows_max) / std::max(1.0, static_cast<double>(rows));
        const auto keep = share >= 1 ? ~std::uint64_t{0} : static_cast<std::uint64_t>(share * 0x1p64);
        for (std::size_t i = 0; i < threads(); ++i) workers.push_back(owned(std::make_unique<RowCoder>(plan, feeds, coding, columns, keep), coders));
        RETURN_IF_ERROR(forget_rejects(*database_));
        RETURN_IF_ERROR(read(plan, workers, part(0.5, 1)));
        RETURN_IF_ERROR(count_rows(plan, workers));
        CodedRows coded = RowCoder::rows(coders, columns, feeds);
        coded.eligible = rows;
        return coded;
    }

    /// Remembers the worker under its own type.
    template <class T>
    static std::unique_ptr<Worker> owned(std::unique_ptr<T> worker, std::vector<T*>& typed) {
        typed.push_back(worker.get());
        return worker;
    }

    /// DuckDB does not always say in which file a page is damaged.
    base::Error named(base::Error error) const {
        const auto& paths = relation_.files().paths;
        if (error.fault != base::Fault::input || error.what.find(paths.front()) != std::string::npos) return error;
        error.what = (paths.size() == 1 ? paths.front() : std::to_string(paths.size()) + " files from " + paths.front()) + ": " + error.what;
        return error;
    }

    std::size_t threads() const {
        if (reading_.threads > 0) return static_cast<std::size_t>(reading_.threads);
        return std::max(1u, std::thread::hardware_concurrency());
    }

    /// When labels come late, an absent one says something only after that time; counted from the newest row if need be.
    base::Result<base::Done> find_maturity(Plan& plan) {
        ASSERT(reading_.late_by.months == 0);  // a fixed length, as the document's parser checks
        if (reading_.late_by.micros == 0 || !plan.time || reading_.absent_means == charter::Absent::unknown) return base::Done{};
        std::optional<base::Time> now = reading_.as_of;
        if (!now) {
            ASSIGN_OR_RETURN(now, newest_time(plan));
        }
        if (now) plan.matured = base::Time{now->micros - reading_.late_by.micros};
        return base::Done{};
    }

    base::Result<std::optional<base::Time>> newest_time(const Plan& full) {
        Plan only_time;
        only_time.feeds = full.feeds;
        only_time.time = full.time;
        only_time.malformed = full.malformed;
        only_time.in_order = full.in_order;
        only_time.from = full.from;
        only_time.until = full.until;
        Workers workers;
        for (std::size_t i = 0; i < threads(); ++i) workers.push_back(std::make_unique<Worker>(only_time, nullptr, 0));
        Reading quiet = reading_;
        quiet.progress = nullptr;
        const auto scanned = scan(*database_, only_time, relation_, workers, quiet);
        if (!scanned) {
            may_relax_ = scanned.error().fault == base::Fault::input;
            return scanned.error();
        }
        std::int64_t newest = no_time;
        for (const auto& worker : workers) newest = std::max(newest, worker->counts().newest);
        if (newest == no_time) return std::optional<base::Time>();
        return std::optional<base::Time>(base::Time{newest});
    }

    base::Result<base::Done> check(const Workers& workers) {
        std::optional<Complaint> complaint;
        for (const auto& worker : workers) {
            if (const auto failed = worker->failure()) return *failed;
            if (!complaint) complaint = worker->complaint();
            if (!complaint && worker->label()) complaint = LabelReader::disagreement(*workers.front()->label(), *worker->label());
            if (!complaint && worker->prediction()) complaint = LabelReader::disagreement(*workers.front()->prediction(), *worker->prediction());
        }
        if (!complaint) return base::Done{};
        return base::Error{base::Fault::input, complaint->what + locate(*database_, relation_, *complaint), complaint->next};
    }

    base::Result<base::Done> count_rows(const Plan& plan, const Workers& workers) {
        Worker::Counts all;
        for (const auto& worker : workers) {
            const auto& own = worker->counts();
            all.rows += own.rows;
            all.malformed += own.malformed;
            all.timeless += own.timeless;
            all.unreadable += own.unreadable;
            all.newest = std::max(all.newest, own.newest);
        }
        if (plan.windows && all.rows > 0 && all.timeless == all.rows) {
            return base::Error{base::Fault::input, "windows of time are asked for, and no row has a time in column: " + plan.time->column, "name the column that holds the time"};
        }
        rows_ = all.rows;
        timeless_ = all.timeless;
        unreadable_ += all.unreadable;
        newest_.reset();
        if (all.newest != no_time) newest_ = base::Time{all.newest};
        if (stored_) rejected_.rows = stored_->rejected;
        ASSIGN_OR_RETURN(Rejected found, find_rejects(*database_, relation_, plan, all.malformed, all.unreadable));
        // Rows are the same in every pass, values are those of its columns.
        if (!stored_) rejected_.rows = found.rows;
        rejected_.kept.insert(rejected_.kept.end(), std::make_move_iterator(found.kept.begin()), std::make_move_iterator(found.kept.end()));
        return base::Done{};
    }

    Reading reading_;
    std::shared_ptr<duck::Database> database_;
    Relation relation_;
    std::optional<StoredFacts> stored_;
    bool may_relax_ = false;
    double share_done_ = 0;
    double share_of_pass_ = 1;
    std::vector<FileFact> files_;
    Rejected rejected_;
    std::int64_t rows_ = 0;
    std::int64_t timeless_ = 0;
    std::int64_t unreadable_ = 0;
    std::optional<base::Time> newest_;
};

}  // namespace

std::unique_ptr<Source> source_of_stored(Reading reading, std::shared_ptr<duck::Database> database, Relation relation, StoredFacts facts) {
    return std::make_unique<FileSource>(std::move(reading), std::move(database), std::move(relation), std::move(facts));
}

std::optional<StoredRows> stored_rows(Source& source) {
    auto* stored = dynamic_cast<FileSource*>(&source);
    return stored == nullptr ? std::nullopt : stored->stored_rows();
}

base::Result<std::unique_ptr<Source>> open(Reading reading) {
    const auto profiles = static_cast<std::size_t>(std::count_if(reading.files.begin(), reading.files.end(), is_profile));
    if (profiles > 0 && profiles < reading.files.size()) {
        return base::Error{base::Fault::input, "profiles and data files are named together", "make a profile of the data files too, or name the files that the profiles were made from"};
    }
    if (profiles > 0) {
        ASSIGN_OR_RETURN(auto profile, read_profiles(reading.files));
        // What was read now is the profile; which files it was made from, it says itself.
        profile.files.clear();
        for (const auto& path : reading.files) {
            ASSIGN_OR_RETURN(const auto digest, base::digest_of_file(path));
            profile.files.push_back({path, digest});
        }
        return source_of(std::move(profile), std::move(reading));
    }
    ASSIGN_OR_RETURN(auto database, duck::Database::open({reading.threads, reading.stop}));
    ASSIGN_OR_RETURN(auto relation, Relation::open(*database, reading.files));
    return std::unique_ptr<Source>(std::make_unique<FileSource>(std::move(reading), std::shared_ptr<duck::Database>(std::move(database)), std::move(relation)));
}

base::Result<std::unique_ptr<Source>> reopen(std::unique_ptr<Source> seen, Reading reading) {
    auto* files = dynamic_cast<FileSource*>(seen.get());
    return files == nullptr ? open(std::move(reading)) : std::move(*files).read_as(std::move(reading));
}

}  // namespace observations
