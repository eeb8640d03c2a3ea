#pragma once

#include <array>
#include <limits>

#include "observations/row_worker.h"

namespace observations {

/// The second pass: codes rows. Nothing but what is kept depends on how many there are.
class RowCoder final : public RowWorker {
public:
    /// `keep`: rows are kept whose hash is at most this.
    RowCoder(const Plan& plan, const RowFeeds& feeds, const Coding& coding, const std::vector<CodedColumn>& columns, std::uint64_t keep);

    /// What all coders have, in one piece; they are empty afterwards. Columns with a single code are left out.
    static CodedRows rows(const std::vector<RowCoder*>& coders, std::vector<CodedColumn> columns, const RowFeeds& feeds);

private:
    /// Codes of texts by hash: open addressing, at most half full.
    class TextCodes {
    public:
        explicit TextCodes(const std::vector<std::string>& texts);
        std::uint8_t of(std::uint64_t hash, std::uint8_t others) const {
            for (std::size_t at = hash % size; texts_[at].code != free; at = (at + 1) % size) {
                if (texts_[at].hash == hash) return texts_[at].code;
            }
            return others;
        }

    private:
        static constexpr std::size_t size = 128;
        static constexpr std::uint8_t free = 255;
        struct Text {
            std::uint64_t hash = 0;
            std::uint8_t code = free;
        };
        std::array<Text, size> texts_;
    };
    struct Extremes {
        double low = std::numeric_limits<double>::infinity();
        double high = -std::numeric_limits<double>::infinity();
    };

    void take(const Rows& rows) override;
    void code_numbers(std::size_t feature);
    void code_texts(std::size_t feature);
    static void settle(CodedColumn& column, std::vector<std::uint8_t>& codes, const std::vector<Extremes>& extremes);

    const std::vector<CodedColumn>& columns_;
    std::uint64_t keep_;
    std::vector<TextCodes> texts_;
    std::vector<std::uint32_t> kept_;              ///< of the wanted rows of the chunk
    std::vector<std::vector<Extremes>> extremes_;  ///< by feature and bin
    CodedRows coded_;
};

/// Rows that are alike get keys of their own: which of them gets which does not matter.
void number_alike(std::vector<std::uint64_t>& keys);

}  // namespace observations
