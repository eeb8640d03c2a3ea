#include "operations/insight/pictures.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace operations {

namespace {

using report::Figure;

Figure distributions(std::vector<double> reference, std::vector<double> current) {
    Figure figure;
    figure.labels = {"a", "b\n<script>", "c"};
    figure.reference = std::move(reference);
    figure.current = std::move(current);
    return figure;
}

TEST(Pictures, OfTwoDistributionsTheShareThatMovedMostStandsOut) {
    const auto picture = picture_json(distributions({0.5, 0.3, 0.2}, {0.4, 0.55, 0.05}));
    EXPECT_EQ(picture.at("kind").as_string(), "distributions");
    EXPECT_EQ(picture.at("largest").at("label").as_string(), picture.at("labels").at(1).as_string());
    EXPECT_EQ(picture.at("largest").at("current").as_double(), 0.55);
    EXPECT_TRUE(picture.at("title").is_null());
}

TEST(Pictures, TheRareOnesTogetherDoNotStandOut) {
    Figure figure = distributions({0.5, 0.3, 0.2}, {0.45, 0.25, 0.3});
    figure.labels[2] = "(212 others)";
    EXPECT_EQ(picture_json(figure).at("largest").at("label").as_string(), "a");
}

TEST(Pictures, WithoutAReferenceNothingMoved) {
    const auto picture = picture_json(distributions({}, {0.4, 0.55, 0.05}));
    EXPECT_TRUE(picture.at("reference").is_null());
    EXPECT_TRUE(picture.at("largest").is_null());
    EXPECT_EQ(picture.at("current").as_array().size(), 3u);
}

TEST(Pictures, OfACalibrationABinOfAFewRowsDoesNotStandOut) {
    Figure figure;
    figure.kind = Figure::Kind::reliability;
    figure.points = {{0.1, 0.15}, {0.5, 0.62}, {0.9, 0.2}};
    figure.sizes = {0.7, 0.295, 0.005};
    const auto picture = picture_json(figure);
    EXPECT_EQ(picture.at("kind").as_string(), "reliability");
    EXPECT_EQ(picture.at("largest").at("score").as_double(), 0.5);
    EXPECT_EQ(picture.at("points").as_array().size(), 3u);
}

}  // namespace

}  // namespace operations
