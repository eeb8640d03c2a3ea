#include "operations/service/service.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <charconv>
#include <filesystem>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/keyed_digest.h"
#include "base/nearest.h"
#include "base/part_file.h"
#include "charter/gates.h"
#include "operations/retraining/retrainings.h"
#include "operations/gates/model_guard.h"
#include "operations/releases/releases.h"
#include "operations/service/answer_cache.h"
#include "operations/service/uploads.h"
#include "operations/shared/recording.h"
#include "operations/shared/vocabulary.h"
#include "report/escape.h"

namespace operations {

namespace {

using base::Error;
using base::Fault;
using base::Result;
using charter::Charter;

/// A product's name as that of a folder: whatever could mean something to a file system is written as its code.
std::string file_name(std::string_view product) {
    std::string name;
    for (const char c : product) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
        name += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return name;
}

}  // namespace

std::string_view ending_of(std::string_view bytes) {
    if (bytes.starts_with("PAR1")) return ".parquet";
    if (bytes.starts_with("\x1f\x8b")) return ".csv.gz";
    const auto first = bytes.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && bytes[first] == '{' ? ".ndjson" : ".csv";
}

/// The operating system lets it go with the process, however that ends.
struct Service::Lock {
    int file = -1;
    ~Lock() {
        if (file >= 0) ::close(file);
    }
};

Result<Changes> Product::refresh(base::Time now) {
    const std::lock_guard one(refreshing_);
    auto changes = live_->refresh(now);
    const std::lock_guard lock(mutex_);
    fault_ = changes ? "" : changes.error().what;
    return changes;
}

std::optional<base::Time> Product::next_due(base::Time now) const {
    const std::lock_guard one(refreshing_);
    return live_->next_due(now);
}

Result<base::Done> Product::revise(std::shared_ptr<const Charter> document, Charter compared, base::Time now) {
    const std::lock_guard one(refreshing_);
    // The store first: what it cannot keep must not be judged.
    RETURN_IF_ERROR(store_->revise(*document));
    RETURN_IF_ERROR(live_->revise(std::move(compared), now));
    const std::lock_guard lock(mutex_);
    document_ = std::move(document);
    return base::Done{};
}

Service::~Service() = default;

Result<std::shared_ptr<const Charter>> Service::parsed(const std::string& text, const std::string& name) const {
    auto parsed = charter::parse(text, vocabulary());
    if (!parsed.charter) return charter::error_of(name, parsed.faults);
    return std::shared_ptr<const Charter>(std::make_shared<Charter>(*std::move(parsed.charter)));
}

Result<std::unique_ptr<Service>> Service::open(const std::string& folder, Clock clock, LiveClock products_clock) {
    std::unique_ptr<Service> service(new Service);
    service->folder_ = folder;
    service->clock_ = std::move(clock);
    service->live_clock_ = products_clock;
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
    service->lock_ = std::make_unique<Lock>();
    service->lock_->file = ::open((folder + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (service->lock_->file < 0) return Error{Fault::outside, "cannot write to the folder: " + folder, "check the path and its permissions"};
    if (flock(service->lock_->file, LOCK_EX | LOCK_NB) != 0) return Error{Fault::conflict, "another process has the folder open: " + folder, "stop it first, or name another folder"};
    ASSIGN_OR_RETURN(service->ledger_, records::Ledger::open(folder));
    ASSIGN_OR_RETURN(service->registry_, records::Registry::open(folder + "/registry.sqlite"));
    ASSIGN_OR_RETURN(service->mlflow_, MlflowDesk::open(folder, *service->registry_, service->now()));
    service->answers_ = std::make_unique<AnswerCache>();
    service->uploads_ = std::make_unique<Uploads>(folder + "/uploads");
    service->flags_ = std::make_unique<FlagBoard>(*service->registry_, service->feed_);
    RETURN_IF_ERROR(service->flags_->load());
    service->retrainings_ = std::make_shared<Retrainings>();
    service->courier_ = std::make_unique<delivery::Courier>(*service->registry_, delivery::sender(*service->registry_), service->clock_, base::Random(base::seed_of(base::digest_of(base::random_bytes(32)))));
    service->telling_ = std::make_unique<Telling>(*service->registry_, *service->ledger_, [courier = service->courier_.get()] { courier->wake(); });
    service->retrainings_->belongs_to([courier = service->courier_.get()] { courier->wake(); }, products_clock == LiveClock::events);
    ASSIGN_OR_RETURN(const auto products, service->registry_->products());
    for (const auto& product : products) {
        ASSIGN_OR_RETURN(auto document, service->parsed(product.document, product.id));
        RETURN_IF_ERROR(service->open_product(std::move(document)));
    }
    service->guard_models([kept = service.get()](const protocols::mlflow::Move& move) { return may_move(*kept, move); });
    for (const auto& [id, product] : service->products_) RETURN_IF_ERROR(put_into_effect(*service, *product->document()));
    service->courier_->start();
    return service;
}

Result<Charter> Service::compared(const Charter& document) {
    Charter copy = document;
    ASSIGN_OR_RETURN(const auto kept, registry_->setting("reference/" + document.product));
    if (document.reference_file || kept) copy.reference_file = kept ? std::optional("reference/" + *kept) : std::nullopt;
    return copy;
}

Result<base::Done> Service::open_product(std::shared_ptr<const Charter> document) {
    const std::string id = document->product, folder = folder_ + "/products/" + file_name(id);
    ASSIGN_OR_RETURN(auto store, observations::Store::open(folder, *document));
    ASSIGN_OR_RETURN(Charter copy, compared(*document));
    LiveOptions options{.clock = live_clock_, .charter_file = folder + "/charter.yaml"};
    options.judge_records = [this, document](report::Scorecard& card, base::Time moment) { return judge_records(card, *document, *ledger_, moment); };
    ASSIGN_OR_RETURN(auto live, LiveProduct::open(std::move(copy), received_by(*store), folder, std::move(options)));
    store->on_change([this] { changed(); });
    auto product = std::make_shared<Product>(folder, std::move(document), std::move(store), std::move(live));
    const std::lock_guard lock(mutex_);
    products_.emplace(id, std::move(product));
    return base::Done{};
}

void Service::on_change(std::function<void()> listener) {
    const std::lock_guard lock(mutex_);
    listener_ = std::move(listener);
}

void Service::changed() {
    const std::lock_guard lock(mutex_);
    if (listener_) listener_();
}

std::vector<std::string> Service::products() const {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> names;
    for (const auto& [id, product] : products_) names.push_back(id);
    return names;
}

Result<std::shared_ptr<Product>> Service::product(std::string_view id) const {
    const std::lock_guard lock(mutex_);
    if (const auto found = products_.find(id); found != products_.end()) return found->second;
    std::vector<std::string> names;
    for (const auto& [name, product] : products_) names.push_back(name);
    const auto nearest = base::nearest_name(std::string(id), names);
    return Error{Fault::missing, "there is no such product: " + std::string(id), nearest.empty() ? "send its charter first: charter apply FILE" : "did you mean " + nearest + "?"};
}

bool weakens(const std::vector<charter::Change>& changes) {
    return std::any_of(changes.begin(), changes.end(), [](const charter::Change& change) { return change.kind == charter::Change::Kind::weakened || change.kind == charter::Change::Kind::dropped; });
}

Result<std::optional<Proposal>> Service::proposal(const std::string& product) {
    ASSIGN_OR_RETURN(const auto kept, registry_->setting("proposal/" + product));
    if (!kept) return std::optional<Proposal>();
    ASSIGN_OR_RETURN(const auto value, base::parse_json(*kept));
    const auto& from = value.as_object();
    const auto text = [&](const char* name) { return std::string(from.at(name).as_string()); };
    return std::optional<Proposal>({.digest = text("digest"), .before = text("before"), .by = text("by"), .text = text("text")});
}

Result<Service::Applied> Service::propose(const std::shared_ptr<const Charter>& document, const std::string& text, const records::Actor& actor, Applied applied, const std::string& before) {
    applied.proposed = true;
    base::json::array changes;
    for (const auto& change : applied.changes) changes.emplace_back(base::json::object{{"kind", charter::name(change.kind)}, {"promise", report::well_formed(change.id)}, {"what", report::well_formed(change.what)}});
    ASSIGN_OR_RETURN(const auto added, ledger_->append([&](const records::State&) {
        records::Plan plan;
        plan.asides.push_back(records::aside_of(report::well_formed(actor.name), records::new_salt()));
        plan.drafts.push_back({"charter_proposal", {{"product", report::well_formed(document->product)}, {"digest", applied.digest}, {"before", before}, {"changes", changes}, {"by", actor.id}, {"actor", records::reference_to(plan.asides.back())}}});
        return plan;
    }, now()));
    applied.entry = added.first;
    RETURN_IF_ERROR(registry_->set("proposal/" + document->product, base::canonical(base::json::object{{"digest", applied.digest}, {"before", before}, {"by", actor.id}, {"text", text}})));
    return applied;
}

Result<Service::Applied> Service::apply(std::shared_ptr<const Charter> document, const std::string& text, const records::Actor& actor, Approved approved, const std::string& before) {
    const std::lock_guard applying(applying_);
    const std::string id = document->product;
    Applied applied;
    applied.digest = base::format(document->digest);
    std::shared_ptr<Product> known;
    {
        const std::lock_guard lock(mutex_);
        if (const auto found = products_.find(id); found != products_.end()) known = found->second;
    }
    applied.fresh = known == nullptr;
    if (known && known->document()->digest == document->digest) return applied;
    const std::string standing_digest = known ? base::format(known->document()->digest) : "none";
    if (!before.empty() && before != standing_digest) {
        if (!known) return Error{Fault::conflict, "there is no charter of " + id + " that this could be a revision of", "send it as a new product: without before, or with before=none"};
        return Error{Fault::conflict, "the charter of " + id + " has changed since this was begun: it is now " + standing_digest, "look at what changed, put both together, and send that"};
    }
    if (known) {
        const auto standing = known->document();
        applied.changes = charter::compare(*standing, *document);
        // The document that stands says whether a weaker one needs an approval: the new one could have dropped that.
        if (approved == Approved::no && weakens(applied.changes) && !charter::roles_that_approve(*standing, "weaken-promise").empty()) return propose(document, text, actor, std::move(applied), base::format(standing->digest));
    }

    // What cannot be kept or judged must not stand in the ledger as agreed.
    if (known) {
        ASSIGN_OR_RETURN(Charter copy, compared(*document));
        RETURN_IF_ERROR(known->revise(document, std::move(copy), now()));
    } else {
        RETURN_IF_ERROR(open_product(document));
    }
    ASSIGN_OR_RETURN(const auto revision, charter_entry(*document));
    ASSIGN_OR_RETURN(const auto added, ledger_->append([&](const records::State&) {
        records::Plan plan;
        plan.drafts.push_back(revision);
        if (weakens(applied.changes)) plan.drafts.back().body["weakens"] = true;
        plan.asides.push_back(records::aside_of(report::well_formed(actor.name), records::new_salt()));
        plan.drafts.back().body["actor"] = records::reference_to(plan.asides.back());
        plan.drafts.back().body["actor_id"] = actor.id;
        return plan;
    }, now()));
    applied.entry = added.first;
    RETURN_IF_ERROR(registry_->put_product({id, text, applied.digest, now()}));
    RETURN_IF_ERROR(registry_->set("proposal/" + id, ""));  // whatever waited was made from another revision
    changed();
    feed_.publish(id, base::json::serialize(base::json::object{{"kind", "charter"}, {"product", id}, {"digest", applied.digest}, {"entry", added.first}}));
    return applied;
}

std::optional<records::ModelVersion> Service::registered_version(const std::string& model, const std::string& version) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(version.data(), version.data() + version.size(), number);
    if (error != std::errc() || end != version.data() + version.size()) return std::nullopt;
    auto found = registry_->models().version(model, number);
    return found ? std::optional(*std::move(found)) : std::nullopt;
}

std::string Service::artifact_of(const Charter& document, const std::string& version) {
    const std::string model = charter::model_of(document).registered;
    const auto found = model.empty() ? std::nullopt : registered_version(model, version);
    return found ? records::lineage_of(*found).artifact : std::string();
}

Result<std::string> Service::take_reference(std::string_view id, std::string_view bytes, const records::Actor& actor) {
    ASSIGN_OR_RETURN(const auto known, product(id));
    const std::string digest = base::format(base::digest_of(bytes));
    const std::string folder = known->folder() + "/reference", path = folder + "/" + digest.substr(7) + std::string(ending_of(bytes));
    std::error_code ignored;  // the write itself says whether it worked
    std::filesystem::create_directories(folder, ignored);
    RETURN_IF_ERROR(base::write_whole(path, bytes));
    observations::Reading reading;
    reading.files = {path};
    if (const auto opened = observations::open(std::move(reading)); !opened) {
        std::remove(path.c_str());
        return Error{Fault::input, "the file cannot be read as what it looks like: " + opened.error().what, "send a Parquet, CSV or NDJSON file, or a profile"};
    }
    RETURN_IF_ERROR(ledger_->append([&](const records::State&) {
        records::Plan plan;
        plan.asides.push_back(records::aside_of(report::well_formed(actor.name), records::new_salt()));
        plan.drafts.push_back({"reference", {{"product", report::well_formed(std::string(id))}, {"digest", digest}, {"actor", records::reference_to(plan.asides.back())}, {"actor_id", actor.id}}});
        return plan;
    }, now()));
    RETURN_IF_ERROR(registry_->set("reference/" + std::string(id), std::filesystem::path(path).filename().string()));
    const std::lock_guard applying(applying_);
    ASSIGN_OR_RETURN(Charter copy, compared(*known->document()));
    RETURN_IF_ERROR(known->revise(known->document(), std::move(copy), now()));
    changed();
    return digest;
}

}  // namespace operations
