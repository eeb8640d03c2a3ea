#include <fmt/format.h>

#include <array>

#include "operations/copies/copies.h"
#include "operations/operation.h"

namespace operations {

namespace {

constexpr std::array<Parameter, 3> parameters{{
    {.name = "BACKUP", .sentence = "The backup's folder, which has backup.json in it.", .required = true, .positional = true},
    {.name = "folder", .sentence = "The data folder to be; empty, or not there yet.", .placeholder = "FOLDER"},
    {.name = "check", .kind = Parameter::Kind::flag, .sentence = "Only says whether every file is as it was, and writes nothing."},
}};

base::Result<Output> run(const Arguments& arguments, const Surroundings&) {
    if (arguments.flag("check")) {
        ASSIGN_OR_RETURN(const auto checked, check_backup(arguments.text("BACKUP")));
        return Output{.text = fmt::format("The backup is as it was made: {} files, {} bytes.\n", checked.files, checked.bytes)};
    }
    if (!arguments.has("folder")) return base::Error{base::Fault::input, "there is no --folder to restore into", "name one that is empty or does not exist, or use --check"};
    ASSIGN_OR_RETURN(const auto restored, restore(arguments.text("BACKUP"), arguments.text("folder")));
    return Output{.text = fmt::format("Restored {} files, {} bytes; the ledger verifies with {} entries. Start it: charter serve --folder {}\n{}", restored.files, restored.bytes, restored.entries, arguments.text("folder"), restored.checkpoint)};
}

}  // namespace

extern const Operation restore_backup{
    .id = "restore_backup",
    .command = "restore",
    .scope = on_this_machine,
    .summary = "Puts a backup back, here or on another machine, and verifies it.",
    .about = "Every file must be as it was when the backup was made, and the ledger must verify; else nothing is written. A registry of an older program is brought up to date. Compare the checkpoint that is printed with one that somebody else has "
             "kept: what happened after the backup is not in it.",
    .parameters = parameters,
    .example = "charter restore charter-data/backups/2001-06-30T120000 --folder charter-data-2",
    .run = run,
};

}  // namespace operations
