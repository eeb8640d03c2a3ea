#include "operations/access/members.h"
#include "operations/operation.h"
#include "operations/service/service.h"
#include "operations/shared/ledger_folder.h"

namespace operations {

namespace {

base::Result<Output> run(const Arguments&, const Surroundings& surroundings) {
    RETURN_IF_ERROR(must_administer(*surroundings.request));  // it shows what is about other products too
    ASSIGN_OR_RETURN(const auto ledger, read_ledger(surroundings.request->service->folder()));
    Output output{.type = "application/x-ndjson"};
    RETURN_IF_ERROR(records::write_export(*ledger.storage, ledger.key, [&](const std::string& line) { output.text += line + "\n"; }));
    return output;
}

}  // namespace

extern const Operation ledger_copy{
    .id = "ledger_copy",
    .command = "export",
    .route = {Method::get, "/v1/ledger/export"},
    .scope = base::Scope::administer,
    .summary = "A server's ledger as lines of JSON, for whoever wants to check it without us.",
    .about = "The same that `charter ledger export` writes from the folder; `tools/verify_ledger.py` checks it.",
    .parameters = {},
    .example = "charter export --output ledger.ndjson",
    .run = run,
};

}  // namespace operations
