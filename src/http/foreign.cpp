#include "http/foreign.h"

#include <algorithm>

#include "protocols/mlflow/interface.h"
#include "protocols/ofrep/ofrep.h"

namespace http {

namespace {

constexpr std::string_view products = "/v1/products/";
constexpr std::string_view ofrep = "/ofrep/v1/";

Spelled in_ofrep(const base::Error& error, int status, std::string_view path) { return {status, protocols::ofrep::fault_body(error, path)}; }

Spelled in_mlflow(const base::Error& error, int, std::string_view) {
    auto reply = protocols::mlflow::refused(error);
    return {reply.status, std::move(reply.body)};
}

constexpr Foreign known[] = {
    {.prefix = "/ofrep/v1/evaluate/", .spell = in_ofrep, .pages = true, .at_once = true},
    {.prefix = ofrep, .spell = in_ofrep, .pages = true},
    {.prefix = "/api/2.0/mlflow", .spell = in_mlflow},
    {.prefix = "/api/3.0/mlflow", .spell = in_mlflow},
    {.prefix = "/ajax-api/", .spell = in_mlflow},
};

}  // namespace

std::string_view foreign_path(std::string_view target) {
    std::string_view path = target.substr(0, target.find('?'));
    if (!path.starts_with(products)) return path;
    const auto end = path.find('/', products.size());
    const std::string_view rest = end == std::string_view::npos ? std::string_view() : path.substr(end);
    return rest.starts_with(ofrep) ? rest : path;
}

const Foreign* foreign_of(std::string_view target) {
    const std::string_view path = foreign_path(target);
    const auto found = std::find_if(std::begin(known), std::end(known), [&](const Foreign& one) { return path.starts_with(one.prefix); });
    return found == std::end(known) ? nullptr : found;
}

void rename(std::vector<std::string>& path, operations::Arguments& arguments) {
    if (path.size() > 4 && path[0] == "v1" && path[1] == "products" && path[3] == "ofrep" && path[4] == "v1") {
        arguments.values["product"] = {path[2]};
        path.erase(path.begin(), path.begin() + 3);
    }
}

}  // namespace http
