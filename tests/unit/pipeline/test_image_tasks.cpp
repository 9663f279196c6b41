#include "npy_writer.hpp"
#include "task_source.hpp"
#include "temp_directory.hpp"

#include "netseam/core/error.hpp"
#include "netseam/tasks/image_pairs.hpp"

#include <catch2/catch.hpp>

#include <numeric>
#include <vector>

using namespace netseam;
using Catch::Contains;

namespace {

constexpr const char* key = "sculpt.tasks";

std::vector<float> counting(std::size_t count, float first) {
  std::vector<float> values(count);
  std::iota(values.begin(), values.end(), first);
  return values;
}

/// Images of 2 x 4 pixels of `classes` classes, two of each; other ones to test on.
class ImageStudy {
 public:
  explicit ImageStudy(std::size_t classes)
      : images(counting(16 * classes, 0)), test_images(counting(16 * classes, 1000)) {
    for (std::size_t i = 0; i < 2 * classes; ++i) label.push_back(i % classes);
    config.file = folder.path() / "study.ini";
    config.tasks.images = "images.npy";
    config.tasks.labels = "labels.npy";
    config.tasks.test_images = "test.npy";
    config.tasks.test_labels = "labels.npy";
    config.tasks.images_of_pair = 5;
    config.tasks.rows = 12;
    config.tasks.test_rows = 6;
    config.tasks.seed = 4;
    pixels("images.npy", {2 * classes, 2, 4}, images);
    pixels("test.npy", {2 * classes, 2, 4}, test_images);
    labels("labels.npy", {label.begin(), label.end()});
  }

  void pixels(const std::string& name, const std::vector<std::size_t>& shape,
              const std::vector<float>& values) const {
    test::write_npy(folder.path() / name, shape, values);
  }
  void labels(const std::string& name, const std::vector<std::int64_t>& values) const {
    test::write_npy_labels(folder.path() / name, values);
  }
  [[nodiscard]] tasks::LabelledImages view(const std::vector<float>& of) const { return {of, 2, 4, label}; }
  [[nodiscard]] tasks::SplitTask read(const std::string& task) const {
    return pipeline::read_task(config, task, key).data;
  }
  template <class Error = core::InputError>
  [[nodiscard]] std::string fault(const std::string& task) const {
    try {
      static_cast<void>(pipeline::task_files(config, task, key));
      static_cast<void>(read(task));
    } catch (const Error& error) {
      return error.what();
    }
    return "nothing";
  }

  test::TempDirectory folder;
  pipeline::Config config;
  std::vector<float> images, test_images;
  std::vector<std::size_t> label;
};

}  // namespace

TEST_CASE("digit pairs are made of the images of the study", "[serial]") {
  const ImageStudy study(8);
  CHECK(pipeline::task_files(study.config, "two-digits", key).size() == 2);
  const tasks::DigitPairOptions options{5, 0.8, 4};
  const auto pairs = tasks::two_digits_task(study.view(study.images), options);
  CHECK((pairs.training.rows == 256 && pairs.test.rows == 64 && pairs.training.outputs == 16));
  CHECK(study.read("two-digits").training.input == pairs.training.input);
  CHECK(study.read("two-digits").test.target == pairs.test.target);
  const auto bits = tasks::two_digits_xor_task(study.view(study.images), options);
  CHECK(study.read("two-digits-xor").training.target == bits.training.target);
  CHECK(study.read("two-digits-xor").test.input == bits.test.input);
}

TEST_CASE("halves and stacked images test on other images", "[serial]") {
  const ImageStudy study(3);
  CHECK(pipeline::task_files(study.config, "halves-same", key).size() == 4);
  using enum tasks::PairLayout;
  using enum tasks::PairTarget;
  const std::vector<std::tuple<std::string, tasks::PairLayout, tasks::PairTarget>> kinds{
      {"halves-same", halves, same},
      {"halves-different", halves, different},
      {"stacked-same", stacked, same},
      {"stacked-different", stacked, different}};
  for (const auto& [name, layout, target] : kinds) {
    const auto task = study.read(name);
    const auto training = tasks::image_pair_task(study.view(study.images), layout, target, 12, 4);
    CHECK((task.training.input == training.input && task.training.target == training.target));
    CHECK((task.test.rows == 6 && task.test.inputs == training.inputs && task.test.outputs == 3));
    for (const float value : task.test.input) REQUIRE(value >= 1000);
  }
}

TEST_CASE("flat images are squares or have a height", "[serial]") {
  ImageStudy study(2);
  study.pixels("images.npy", {4, 8}, study.images);
  CHECK_THAT(study.fault("two-digits"),
             Contains("images.npy: shape: found 4 x 8") && Contains("tasks.image-height"));
  study.config.tasks.image_height = 2;
  CHECK(study.read("two-digits").training.input ==
        tasks::two_digits_task(study.view(study.images), {5, 0.8, 4}).training.input);
  study.config.tasks.image_height = 3;
  CHECK_THAT(study.fault("two-digits"), Contains("a multiple of 3 pixels"));
  study.pixels("images.npy", {4, 2, 4}, study.images);
  CHECK_THAT(study.fault("two-digits"), Contains("images of 3 rows of pixels"));
  study.config.tasks.image_height = 0;
  study.pixels("images.npy", {4, 4}, counting(16, 0));
  CHECK(study.read("two-digits").training.inputs == 8);
  study.pixels("images.npy", {4, 1, 2, 2}, counting(16, 0));
  CHECK_THAT(study.fault("two-digits"), Contains("found 4 x 1 x 2 x 2"));
}

TEST_CASE("images and labels that do not fit are refused with their place", "[serial]") {
  ImageStudy study(2);
  study.labels("labels.npy", {0, 1, 0});
  CHECK_THAT(study.fault("two-digits"), Contains("labels.npy: rows: found 3, expected 4, as images.npy has"));
  study.labels("labels.npy", {0, 1, -2, 1});
  CHECK_THAT(study.fault("two-digits"), Contains("labels.npy: row 2: found -2"));
  study.labels("labels.npy", {0, 2, 0, 2});
  CHECK_THAT(study.fault("two-digits"), Contains("no row of class 1"));
  study.labels("labels.npy", {0, 1, 0, 1});
  CHECK_THAT(study.fault("two-digits-xor"),
             Contains("labels.npy: labels: found 2 classes, expected classes 0 to 7"));
  study.labels("few.npy", {0, 0, 0, 0});
  study.config.tasks.test_labels = "few.npy";
  CHECK_THAT(study.fault("stacked-same"),
             Contains("few.npy: labels: found 1 classes, expected 2, as labels.npy has"));
  study.config.tasks.test_labels = "labels.npy";
  study.pixels("test.npy", {4, 4, 2}, study.test_images);
  CHECK_THAT(study.fault("stacked-same"),
             Contains("test.npy: size of the images: found 4 x 2, expected 2 x 4"));
  study.pixels("images.npy", {4, 2, 3}, counting(24, 0));
  study.pixels("test.npy", {4, 2, 3}, counting(24, 0));
  CHECK_THAT(study.fault("halves-same"), Contains("width of the images: found 3"));
  study.config.tasks.test_images = "";
  CHECK_THAT(study.fault<core::ConfigError>("halves-same"), Contains("tasks.test-images: found nothing"));
  study.config.tasks.training_share = 0.95;  // 4.75 of 5 rows
  CHECK_THAT(study.fault<core::ConfigError>("two-digits"),
             Contains("tasks.training-share: found 0.95: 5 of 5 rows"));
  study.config.tasks.images_of_pair = std::size_t{1} << 50;
  CHECK_THAT(study.fault<core::ConfigError>("two-digits"), Contains("64 GiB"));
}
