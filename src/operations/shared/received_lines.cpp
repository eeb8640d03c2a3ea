#include "operations/shared/received_lines.h"

#include <boost/json.hpp>

#include <map>

#include "base/json.h"

namespace operations {

namespace {

base::Result<base::Done> expect_leave(const Request& request, const Product& product) {
    const std::string& id = product.document()->product;
    if (request.actor != nullptr && request.actor->may(base::Scope::ingest, id)) return base::Done{};
    return base::Error{base::Fault::denied, "no leave to send observations to: " + id, "ask an administrator for the scope ingest"};
}

base::Result<Taken> take(const Request& request, const Product& product, std::string_view lines) {
    RETURN_IF_ERROR(expect_leave(request, product));
    ASSIGN_OR_RETURN(auto receipt, product.store().receive(lines, request.service->now()));
    return Taken{receipt.accepted, receipt.duplicates, receipt.rejected, std::move(receipt.rejects)};
}

void add(Taken& all, Taken some, const std::vector<std::int64_t>& numbers) {
    all.accepted += some.accepted;
    all.duplicates += some.duplicates;
    all.rejected += some.rejected;
    for (auto& reject : some.rejects) {
        if (reject.line > 0 && reject.line <= static_cast<std::int64_t>(numbers.size())) reject.line = numbers[static_cast<std::size_t>(reject.line) - 1];
        all.rejects.push_back(std::move(reject));
    }
}

/// Lines of one product, and which they were.
struct Part {
    std::string lines;
    std::vector<std::int64_t> numbers;
};

std::string product_in(std::string_view line) {
    const auto event = base::parse_json(line);
    const base::json::object* object = event ? event->if_object() : nullptr;
    const base::json::value* name = object == nullptr ? nullptr : object->if_contains("product");
    return name != nullptr && name->is_string() ? std::string(name->get_string()) : std::string();
}

base::Result<Taken> take_apart(const Request& request, std::string_view lines) {
    Taken all;
    std::map<std::string, Part> parts;
    std::int64_t number = 0;
    for (std::size_t at = 0; at < lines.size();) {
        const std::size_t end = std::min(lines.find('\n', at), lines.size());
        const std::string_view line = lines.substr(at, end - at);
        at = end + 1;
        ++number;
        if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
        Part& part = parts[product_in(line)];
        part.lines.append(line).append("\n");
        part.numbers.push_back(number);
    }
    for (const auto& [name, part] : parts) {
        const auto product = request.service->product(name);
        auto taken = product ? take(request, **product, part.lines) : base::Result<Taken>(product.error());
        if (!taken && (taken.error().fault == base::Fault::missing || taken.error().fault == base::Fault::denied)) {
            const std::string why = name.empty() ? "there are several products, and the event names none: product" : taken.error().what;
            all.rejected += static_cast<std::int64_t>(part.numbers.size());
            for (const auto line : part.numbers) all.rejects.push_back({"", line, why, ""});
            continue;
        }
        if (!taken) return taken;
        add(all, *std::move(taken), part.numbers);
    }
    return all;
}

}  // namespace

base::Result<std::shared_ptr<Product>> product_for(Service& service, std::string_view named) {
    if (!named.empty()) return service.product(named);
    const auto all = service.products();
    if (all.empty()) return base::Error{base::Fault::missing, "there is no product yet", "send its charter first: charter apply FILE"};
    return all.size() == 1 ? service.product(all.front()) : base::Result<std::shared_ptr<Product>>(std::shared_ptr<Product>());
}

base::Result<Taken> take_lines(const Request& request, const std::shared_ptr<Product>& product, std::string_view lines) {
    return product ? take(request, *product, lines) : take_apart(request, lines);
}

base::Result<Taken> take_converted(const Request& request, const std::shared_ptr<Product>& product, const protocols::Converted& converted) {
    ASSIGN_OR_RETURN(Taken taken, take_lines(request, product, converted.lines));
    Taken all;
    add(all, std::move(taken), converted.items);
    all.rejected += static_cast<std::int64_t>(converted.refused.size());
    for (const auto& refused : converted.refused) all.rejects.push_back({"", refused.item, refused.reason, ""});
    return all;
}

}  // namespace operations
