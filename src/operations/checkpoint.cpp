#include "operations/operation.h"
#include "operations/service/service.h"
#include "operations/shared/ledger_folder.h"

namespace operations {

namespace {

base::Result<Output> run(const Arguments&, const Surroundings& surroundings) {
    ASSIGN_OR_RETURN(const auto ledger, read_ledger(surroundings.request->service->folder()));
    ASSIGN_OR_RETURN(auto note, ledger.storage->checkpoint());
    return Output{.text = std::move(note)};
}

}  // namespace

extern const Operation checkpoint{
    .id = "checkpoint",
    .command = "checkpoint",
    .route = {Method::get, "/v1/ledger/checkpoint"},
    .scope = base::Scope::view,
    .summary = "The newest signed checkpoint of a server's ledger, to be kept elsewhere.",
    .about = "Against a checkpoint that somebody else has kept, a chain shows whether it was rewritten, even by the holder of its key.",
    .parameters = {},
    .example = "charter checkpoint --output checkpoint.txt",
    .run = run,
};

}  // namespace operations
