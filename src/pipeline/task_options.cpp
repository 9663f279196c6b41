#include "task_options.hpp"

#include "option_kinds.hpp"

namespace netseam::pipeline {
namespace {

using tasks::FittingLoss;

const NameTable<std::optional<FittingLoss>> losses{
    {"auto", std::nullopt},
    {"binary-cross-entropy", FittingLoss::binary_cross_entropy},
    {"cross-entropy", FittingLoss::cross_entropy},
    {"squared-error", FittingLoss::squared_error}};

Option count_option(const std::string& name, std::string unit, std::string help,
                    std::function<std::size_t&(TaskConfig&)> field, Bounds<std::size_t> bounds) {
  return number_option<std::size_t>("tasks." + name, std::move(unit), bounds, std::move(help), true,
                                    [field](Config& c) -> std::size_t& { return field(c.tasks); });
}

Option file_option(const std::string& name, std::string help,
                   std::function<std::string&(TaskConfig&)> field) {
  return text_option("tasks." + name, "an .npy file", std::move(help), true,
                     [field](Config& c) -> std::string& { return field(c.tasks); });
}

std::vector<Option> image_options() {
  return {file_option("images", "images x height x width, or images x pixels, for the two-image tasks",
                      [](TaskConfig& t) -> std::string& { return t.images; }),
          file_option("labels", "the class of every image: whole numbers from 0",
                      [](TaskConfig& t) -> std::string& { return t.labels; }),
          file_option("test-images", "the same, held back: for halves and stacked",
                      [](TaskConfig& t) -> std::string& { return t.test_images; }),
          file_option("test-labels", "their classes",
                      [](TaskConfig& t) -> std::string& { return t.test_labels; }),
          count_option("image-height", "pixels", "of images x pixels; 0 = they are square",
                       [](TaskConfig& t) -> std::size_t& { return t.image_height; }, {0, 100'000}),
          count_option("images-of-pair", "rows", "of each pair of classes: two-digits, two-digits-xor",
                       [](TaskConfig& t) -> std::size_t& { return t.images_of_pair; }, {1, 1'000'000'000}),
          share_option("tasks.training-share", "share of them that train, the first ones; the others test",
                       true, [](Config& c) -> double& { return c.tasks.training_share; })};
}

std::vector<Option> synthetic_options() {
  return {count_option("rows", "rows", "to train on: line, random, polynomial, halves, stacked",
                       [](TaskConfig& t) -> std::size_t& { return t.rows; }, {1, 10'000'000'000}),
          count_option("test-rows", "rows", "held back, of the same tasks",
                       [](TaskConfig& t) -> std::size_t& { return t.test_rows; }, {1, 10'000'000'000}),
          count_option("lines", "", "most lines of an image: task line",
                       [](TaskConfig& t) -> std::size_t& { return t.lines; }, {1, 10'000}),
          count_option("height", "pixels", "of these images",
                       [](TaskConfig& t) -> std::size_t& { return t.height; }, {1, 100'000}),
          count_option("width", "pixels", "of these images",
                       [](TaskConfig& t) -> std::size_t& { return t.width; }, {1, 100'000}),
          count_option("pixels", "", "inputs of task random",
                       [](TaskConfig& t) -> std::size_t& { return t.pixels; }, {1, 100'000'000}),
          count_option("classes", "", "of task random",
                       [](TaskConfig& t) -> std::size_t& { return t.classes; }, {1, 1'000'000})};
}

std::vector<Option> sum_options() {
  return {count_option("modulus", "", "of the sums of modular-sum, and how many values a digit has",
                       [](TaskConfig& t) -> std::size_t& { return t.modulus; }, {1, 1'000'000}),
          count_option("terms", "", "digits of one sum",
                       [](TaskConfig& t) -> std::size_t& { return t.terms; }, {1, 64}),
          count_option("groups", "", "sums that are added up in turn",
                       [](TaskConfig& t) -> std::size_t& { return t.groups; }, {1, 10'000}),
          count_option("outer-modulus", "", "of the sum of the sums; 0 = as tasks.modulus",
                       [](TaskConfig& t) -> std::size_t& { return t.outer_modulus; }, {0, 1'000'000}),
          share_option("tasks.sums-share",
                       "share of the rows of modular-sum that train, at random, rounded to whole rows; the "
                       "others test; 1 = all train and test",
                       true, [](Config& c) -> double& { return c.tasks.sums_share; })};
}

std::vector<Option> other_options() {
  return {choice_option<std::optional<FittingLoss>>(
              "tasks.loss", "of folders; auto = cross-entropy for classes, binary-cross-entropy for numbers",
              true, losses, [](Config& c) -> std::optional<FittingLoss>& { return c.tasks.loss; }),
          number_option<std::uint64_t>("tasks.seed", "", {0, ~std::uint64_t{0}},
                                       "of the random numbers that rows are made of", true,
                                       [](Config& c) -> std::uint64_t& { return c.tasks.seed; })};
}

}  // namespace

std::vector<Option> task_options() {
  std::vector<Option> all;
  for (auto part : {image_options(), synthetic_options(), sum_options(), other_options()})
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

}  // namespace netseam::pipeline
