#include "operations/service/service.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/keyed_digest.h"
#include "base/nearest.h"
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

/// The operating system lets it go with the process, however that ends.
struct Service::Lock {
    int file = -1;
    ~Lock() {
        if (file >= 0) ::close(file);
    }
};

Result<base::Done> Product::revise(std::shared_ptr<const Charter> document) {
    RETURN_IF_ERROR(store_->revise(*document));
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

Result<std::unique_ptr<Service>> Service::open(const std::string& folder, Clock clock) {
    std::unique_ptr<Service> service(new Service);
    service->folder_ = folder;
    service->clock_ = std::move(clock);
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
    service->lock_ = std::make_unique<Lock>();
    service->lock_->file = ::open((folder + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (service->lock_->file < 0) return Error{Fault::outside, "cannot write to the folder: " + folder, "check the path and its permissions"};
    if (flock(service->lock_->file, LOCK_EX | LOCK_NB) != 0) return Error{Fault::conflict, "another process has the folder open: " + folder, "stop it first, or name another folder"};
    ASSIGN_OR_RETURN(service->ledger_, records::Ledger::open(folder));
    ASSIGN_OR_RETURN(service->registry_, records::Registry::open(folder + "/registry.sqlite"));
    service->courier_ = std::make_unique<delivery::Courier>(*service->registry_, delivery::sender(*service->registry_), service->clock_, base::Random(base::seed_of(base::digest_of(base::random_bytes(32)))));
    service->telling_ = std::make_unique<Telling>(*service->registry_, *service->ledger_, [courier = service->courier_.get()] { courier->wake(); });
    ASSIGN_OR_RETURN(const auto products, service->registry_->products());
    for (const auto& product : products) RETURN_IF_ERROR(service->open_product(product.id, product.document));
    service->courier_->start();
    return service;
}

Result<base::Done> Service::open_product(const std::string& id, const std::string& text) {
    ASSIGN_OR_RETURN(auto document, parsed(text, id));
    ASSIGN_OR_RETURN(auto store, observations::Store::open(folder_ + "/products/" + file_name(id), *document));
    auto product = std::make_shared<Product>(std::move(document), std::move(store));
    const std::lock_guard lock(mutex_);
    products_.emplace(id, std::move(product));
    return base::Done{};
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

Result<Service::Applied> Service::apply(std::shared_ptr<const Charter> document, const std::string& text, const records::Actor& actor) {
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
    if (known) applied.changes = charter::compare(*known->document(), *document);

    // The store first: what it cannot keep must not stand in the ledger as agreed.
    if (known) RETURN_IF_ERROR(known->revise(document));
    else RETURN_IF_ERROR(open_product(id, text));
    ASSIGN_OR_RETURN(const auto revision, charter_entry(*document));
    ASSIGN_OR_RETURN(const auto added, ledger_->append([&](const records::State&) {
        records::Plan plan;
        plan.drafts.push_back(revision);
        plan.asides.push_back(records::aside_of(report::well_formed(actor.name), records::new_salt()));
        plan.drafts.back().body["actor"] = records::reference_to(plan.asides.back());
        plan.drafts.back().body["actor_id"] = actor.id;
        return plan;
    }, now()));
    applied.entry = added.first;
    RETURN_IF_ERROR(telling_->send_checkpoint(added.checkpoint, now()));
    RETURN_IF_ERROR(registry_->put_product({id, text, applied.digest, now()}));
    feed_.publish(id, base::json::serialize(base::json::object{{"kind", "charter"}, {"product", id}, {"digest", applied.digest}, {"entry", added.first}}));
    return applied;
}

}  // namespace operations
