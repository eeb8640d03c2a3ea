#include "report/study.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/assert.h"
#include "report/escape.h"
#include "report/outline.h"
#include "report/page/parts.h"
#include "report/page/style.h"
#include "report/terminal.h"

namespace report {

namespace {

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        lines.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

std::size_t longest_run(const std::string& text, char of) {
    std::size_t longest = 0, run = 0;
    for (const char c : text) longest = std::max(longest, run = c == of ? run + 1 : 0);
    return longest;
}

/// For a terminal: columns side by side where they fit, else one line for each cell.
class TextWriter {
public:
    explicit TextWriter(Terminal& out) : out_(out) {}

    void operator()(const std::string& sentence) { out_.paragraph(plain(sentence), 0); }
    void operator()(const Items& items) {
        for (const auto& item : items) out_.paragraph("- " + plain(item), 0);
    }
    void operator()(const Picture& picture) { out_.paragraph(plain(picture.title + ": " + picture.words), 0); }
    void operator()(const Verbatim& verbatim) {
        if (!verbatim.caption.empty()) out_.paragraph(plain(verbatim.caption), 0);
        for (const auto& row : lines_of(verbatim.text)) out_.line("    " + plain(row));
    }
    void operator()(const Table& table) {
        if (!table.caption.empty()) out_.paragraph(plain(table.caption), 0);
        std::vector<std::size_t> widths;
        for (const auto& name : table.columns) widths.push_back(length_of(plain(name)));
        for (const auto& row : table.rows) {
            ASSERT(row.size() == table.columns.size());
            for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], length_of(plain(row[i])));
        }
        std::size_t all = 2 * widths.size();
        for (const std::size_t width : widths) all += width;
        if (all > out_.width()) return cells(table);
        columns(table.columns, widths);
        for (const auto& row : table.rows) columns(row, widths);
    }

private:
    void columns(const std::vector<std::string>& row, const std::vector<std::size_t>& widths) {
        std::string text = "  ";
        for (std::size_t i = 0; i < row.size(); ++i) {
            const std::string cell = plain(row[i]);
            text += cell + (i + 1 < row.size() ? std::string(widths[i] + 2 - length_of(cell), ' ') : "");
        }
        out_.line(text);
    }
    void cells(const Table& table) {
        for (const auto& row : table.rows) {
            out_.line("  " + out_.strong(plain(row[0])));
            for (std::size_t i = 1; i < row.size(); ++i) out_.paragraph(plain(table.columns[i] + ": " + row[i]), 4);
        }
    }

    Terminal& out_;
};

class MarkdownWriter {
public:
    explicit MarkdownWriter(std::string& out) : out_(out) {}

    void operator()(const std::string& sentence) { out_ += table_cell(plain(sentence)) + "\n\n"; }
    void operator()(const Items& items) {
        for (const auto& item : items) out_ += "- " + table_cell(plain(item)) + "\n";
        out_ += "\n";
    }
    void operator()(const Picture& picture) { out_ += "*" + table_cell(plain(picture.title)) + "*: " + table_cell(plain(picture.words)) + "\n\n"; }
    void operator()(const Verbatim& verbatim) {
        if (!verbatim.caption.empty()) (*this)(verbatim.caption);
        const std::string fence(longest_run(verbatim.text, '`') + 3, '`');  // longer than any inside: nothing in the text can end it
        out_ += fence + "\n";
        for (const auto& row : lines_of(verbatim.text)) out_ += plain(row) + "\n";
        out_ += fence + "\n\n";
    }
    void operator()(const Table& table) {
        if (!table.caption.empty()) (*this)(table.caption);
        row(table.columns);
        out_ += "|";
        for (std::size_t i = 0; i < table.columns.size(); ++i) out_ += "---|";
        out_ += "\n";
        for (const auto& cells : table.rows) row(cells);
        out_ += "\n";
    }

private:
    void row(const std::vector<std::string>& cells) {
        out_ += "|";
        for (const auto& cell : cells) out_ += " " + table_cell(plain(cell)) + " |";
        out_ += "\n";
    }

    std::string& out_;
};

class PageWriter {
public:
    explicit PageWriter(std::string& out) : out_(out) {}
    ~PageWriter() { close_pictures(); }
    PageWriter(const PageWriter&) = delete;
    PageWriter& operator=(const PageWriter&) = delete;

    void operator()(const std::string& sentence) {
        close_pictures();
        out_ += "<p class=\"prose\">" + unbroken_markup(sentence) + "</p>\n";
    }
    void operator()(const Items& items) {
        close_pictures();
        out_ += "<ul class=\"prose\">\n";
        for (const auto& item : items) out_ += "<li>" + unbroken_markup(item) + "</li>\n";
        out_ += "</ul>\n";
    }
    void operator()(const Verbatim& verbatim) {
        close_pictures();
        if (!verbatim.caption.empty()) (*this)(verbatim.caption);
        out_ += "<pre class=\"verbatim\"><code>";
        for (const auto& row : lines_of(verbatim.text)) out_ += markup(well_formed(row)) + "\n";  // a line break is no character to be made harmless
        out_ += "</code></pre>\n";
    }
    void operator()(const Picture& picture) {
        if (picture.svg.empty()) return;
        if (!pictures_) out_ += "<div class=\"pictures\">\n";
        pictures_ = true;
        out_ += fmt::format("<figure>{}<figcaption><b>{}.</b> {}</figcaption></figure>\n", picture.svg, markup(picture.title), markup(picture.words));
    }
    void operator()(const Table& table) {
        close_pictures();
        if (!table.caption.empty()) (*this)(table.caption);
        out_ += "<table class=\"checks\"><thead><tr>";
        for (const auto& name : table.columns) out_ += "<th scope=\"col\">" + markup(name) + "</th>";
        out_ += "</tr></thead><tbody>\n";
        for (const auto& row : table.rows) {
            out_ += "<tr>";
            for (std::size_t i = 0; i < row.size(); ++i) out_ += fmt::format("<td data-label=\"{}\">{}</td>", markup(table.columns[i]), unbroken_markup(row[i]));
            out_ += "</tr>\n";
        }
        out_ += "</tbody></table>\n";
    }

private:
    void close_pictures() {
        if (pictures_) out_ += "</div>\n";
        pictures_ = false;
    }

    std::string& out_;
    bool pictures_ = false;
};

std::string blocks_html(const std::vector<Block>& blocks) {
    std::string out;
    {
        PageWriter writer(out);
        for (const Block& block : blocks) std::visit(writer, block);
    }
    return out;
}

std::string masthead(const Study& study) {
    std::string out = "<header class=\"masthead\">\n<p class=\"kicker\"><span>" + markup(study.title) + "</span></p>\n<h1>" + markup(study.product) + "</h1>\n";
    out += "<div class=\"headline\"><p>" + unbroken_markup(study.headline) + "</p></div>\n" + blocks_html(study.lead) + "<dl class=\"facts\">";
    for (const auto& [name, words] : study.facts) out += page::entry(markup(name), unbroken_markup(words));
    return out + "</dl>\n</header>\n";
}

std::string ending(const Study& study) {
    std::string out;
    if (!study.terms.empty()) {
        out += "<section aria-labelledby=\"words\">\n<h2 id=\"words\">What the words mean</h2>\n<dl class=\"terms words\">\n";
        for (const auto& [word, meaning] : study.terms) out += fmt::format("<dt>{}</dt><dd>{}</dd>\n", markup(word), markup(meaning));
        out += "</dl>\n</section>\n";
    }
    out += "<section aria-labelledby=\"origin\">\n<h2 id=\"origin\">Where this comes from</h2>\n";
    out += study.notes.empty() ? "" : blocks_html({Block(study.notes)});
    out += "<dl class=\"facts\">";
    const auto origin = [&](const std::string& name, const base::Digest& digest) { out += page::entry(markup(name), "<code class=\"digest\">" + base::format(digest) + "</code>"); };
    if (!study.charter_file.empty()) origin("Charter " + study.charter_file, study.charter_digest);
    for (const DataFact& fact : study.data) origin(fact.role + " " + fact.path, fact.digest);
    out += page::entry("Computed by", study.charter_version.empty() ? "" : "Charter " + markup(study.charter_version));
    return out + "</dl>\n</section>\n";
}

constexpr std::string_view chapters_begin = "<div class=\"chapters\">\n";
constexpr std::string_view chapters_end = "</div><!-- chapters ";

/// With the digest of what stands before it.
std::string ended(const std::string& chapters) { return std::string(chapters_end) + base::format(base::digest_of(chapters)) + " -->\n"; }

}  // namespace

std::string text(const Study& study, TextOptions options) {
    Terminal out(options);
    TextWriter writer(out);
    out.line(out.strong(plain(study.product.empty() ? study.title : study.title + ": " + study.product)));
    out.paragraph(plain(study.headline), 0);
    for (const Block& block : study.lead) std::visit(writer, block);
    out.line();
    if (!study.charter_file.empty()) out.fact("Charter", plain(study.charter_file) + " (" + short_digest(study.charter_digest) + ")");
    for (const DataFact& fact : study.data) out.fact(fact.role, plain(fact.path) + " (" + short_digest(fact.digest) + ")");
    for (const auto& [name, words] : study.facts) out.fact(plain(name), plain(words));
    for (const Chapter& chapter : study.chapters) {
        out.line();
        out.line(out.strong(plain(chapter.title)));
        for (const Block& block : chapter.blocks) std::visit(writer, block);
    }
    if (!study.notes.empty()) {
        out.line();
        out.line(out.strong("Notes"));
        writer(study.notes);
    }
    return out.take();
}

std::string markdown(const Study& study) {
    std::string out = fmt::format("### {}\n\n", table_cell(plain(study.product.empty() ? study.title : study.title + ": " + study.product)));
    MarkdownWriter writer(out);
    out += "**" + table_cell(plain(study.headline)) + "**\n\n";
    for (const Block& block : study.lead) std::visit(writer, block);
    for (const auto& [name, words] : study.facts) out += fmt::format("- {}: {}\n", table_cell(plain(name)), table_cell(plain(words)));
    if (!study.facts.empty()) out += "\n";
    for (const Chapter& chapter : study.chapters) {
        out += "#### " + table_cell(plain(chapter.title)) + "\n\n";
        for (const Block& block : chapter.blocks) std::visit(writer, block);
    }
    if (!study.notes.empty()) {
        out += "**Notes**\n\n";
        writer(study.notes);
    }
    return out;
}

std::string chapters_html(const std::vector<Chapter>& chapters) {
    std::string out;
    for (const Chapter& chapter : chapters) out += "<section>\n<h2>" + markup(chapter.title) + "</h2>\n" + blocks_html(chapter.blocks) + "</section>\n";
    return out;
}

std::string html(const Study& study) {
    const std::string chapters = "<h2 hidden>" + markup(study.title) + "</h2>\n<p class=\"prose\" hidden>" + unbroken_markup(study.headline) + "</p>\n" + chapters_html(study.chapters);
    return page::document(study.title + ": " + study.product, masthead(study) + std::string(chapters_begin) + chapters + ended(chapters) + ending(study));
}

std::optional<std::string> chapters_of_page(std::string_view page, const std::string& own) {
    const auto begin = page.find(chapters_begin);
    if (begin == std::string_view::npos) return std::nullopt;
    const auto start = begin + chapters_begin.size(), end = page.find(chapters_end, start);
    if (end == std::string_view::npos) return std::nullopt;
    std::string chapters(page.substr(start, end - start));
    if (page.substr(end, ended(chapters).size()) != ended(chapters)) return std::nullopt;
    for (const std::string_view hidden : {"<h2 hidden>", "<p class=\"prose\" hidden>"}) {
        const auto at = chapters.find(hidden);
        if (at != std::string::npos) chapters.replace(at + hidden.find(" hidden"), 7, "");
    }
    // Anchors of two pages must not meet: those of pictures are named in them and in what refers to them.
    for (const std::string_view name : {" id=\"", " aria-labelledby=\""}) {
        for (auto at = chapters.find(name); at != std::string::npos; at = chapters.find(name, at + 1)) {
            for (auto word = at + name.size(); word < chapters.find('"', at + name.size()); word = chapters.find_first_of(" \"", word + own.size()) + 1) chapters.insert(word, own);
        }
    }
    return "<section>\n" + chapters + "</section>\n";
}

}  // namespace report
