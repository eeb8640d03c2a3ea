# Writes OUTPUT: a table of the files that say what operations answer (SCHEMAS/answers/*.json, SCHEMAS/scorecard.schema.json), as they stand.
file(GLOB files ${SCHEMAS}/answers/*.json)
list(SORT files)
set(items "")
foreach(file ${files} ${SCHEMAS}/scorecard.schema.json)
  get_filename_component(name ${file} NAME)
  file(READ ${file} text)
  string(APPEND items "    {\"${name}\", R\"schema(${text})schema\"},\n")
endforeach()
file(WRITE ${OUTPUT} "#include \"operations/shared/answers.h\"

namespace operations {

namespace {

constexpr AnswerFile all[] = {
${items}};

}  // namespace

std::span<const AnswerFile> answer_files() { return all; }

}  // namespace operations
")
