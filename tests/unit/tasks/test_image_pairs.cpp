#include "netseam/core/error.hpp"
#include "netseam/tasks/image_pairs.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

using namespace netseam;

namespace {

// Images whose every pixel tells which image, row and column it is of.
struct MadeImages {
  std::size_t height, width;
  std::vector<float> pixels;
  std::vector<std::size_t> label;

  MadeImages(std::size_t height_, std::size_t width_, std::size_t count, std::size_t classes)
      : height(height_), width(width_) {
    for (std::size_t i = 0; i < count; ++i) {
      label.push_back(i * 7 % classes);
      for (std::size_t p = 0; p < height * width; ++p) pixels.push_back(static_cast<float>(i * 1000 + p));
    }
  }
  [[nodiscard]] tasks::LabelledImages view() const { return {pixels, height, width, label}; }
};

// Number of the image that a value is of.
std::size_t image_of(float value) { return static_cast<std::size_t>(value) / 1000; }

std::vector<std::size_t> ones(std::span<const float> target) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < target.size(); ++i) {
    REQUIRE((target[i] == 0 || target[i] == 1));
    if (target[i] == 1) places.push_back(i);
  }
  return places;
}

// The two images of a row that stand side by side on a canvas; every pixel is looked at.
std::pair<std::size_t, std::size_t> side_by_side(const MadeImages& images, std::span<const float> row) {
  const std::size_t left = image_of(row[0]), right = image_of(row[images.width]);
  for (std::size_t y = 0; y < images.height; ++y)
    for (std::size_t x = 0; x < images.width; ++x) {
      const std::size_t pixel = y * images.width + x;
      REQUIRE(row[y * 2 * images.width + x] == static_cast<float>(left * 1000 + pixel));
      REQUIRE(row[y * 2 * images.width + images.width + x] == static_cast<float>(right * 1000 + pixel));
    }
  return {left, right};
}

}  // namespace

TEST_CASE("two digits: all pairs in order, four fifths of each to train, targets two-hot", "[serial]") {
  const MadeImages images(8, 8, 60, 10);
  const auto task = tasks::two_digits_task(images.view(), {10, 0.8, 0});
  REQUIRE((task.training.rows == 800 && task.test.rows == 200));
  REQUIRE((task.training.inputs == 128 && task.training.outputs == 20));
  std::set<std::size_t> drawn;
  for (const auto* part : {&task.training, &task.test}) {
    const std::size_t of_pair = part->rows / 100;
    for (std::size_t row = 0; row < part->rows; ++row) {
      const auto [left, right] = side_by_side(images, part->input_view().row(row));
      const std::size_t pair = row / of_pair;
      REQUIRE((images.label[left] == pair / 10 && images.label[right] == pair % 10));
      REQUIRE(ones(part->target_view().row(row)) == std::vector<std::size_t>{pair / 10, 10 + pair % 10});
      drawn.insert({left, right});
    }
  }
  REQUIRE(drawn.size() == 60);  // 2000 draws from 6 images of each class leave none out but once in 10^14
  REQUIRE(tasks::two_digits_task(images.view(), {10, 0.8, 0}).test.input == task.test.input);
  REQUIRE(tasks::two_digits_task(images.view(), {10, 0.8, 1}).test.input != task.test.input);
}

TEST_CASE("bits of the exclusive or of two digits below eight", "[serial]") {
  const MadeImages images(3, 2, 40, 10);
  const auto task = tasks::two_digits_xor_task(images.view(), {5, 0.8, 0});
  REQUIRE((task.training.rows == 64 * 4 && task.test.rows == 64 && task.test.outputs == 3));
  for (std::size_t row = 0; row < task.test.rows; ++row) {
    const auto [left, right] = side_by_side(images, task.test.input_view().row(row));
    REQUIRE((images.label[left] == row / 8 && images.label[right] == row % 8));
    const auto bits = task.test.target_view().row(row);
    REQUIRE(static_cast<std::size_t>(4 * bits[0] + 2 * bits[1] + bits[2]) == (row / 8 ^ row % 8));
  }
}

TEST_CASE("halves and stacked images", "[serial]") {
  const MadeImages images(3, 4, 30, 5);
  for (const auto layout : {tasks::PairLayout::halves, tasks::PairLayout::stacked})
    for (const auto target : {tasks::PairTarget::same, tasks::PairTarget::different}) {
      const bool halves = layout == tasks::PairLayout::halves;
      const auto task = tasks::image_pair_task(images.view(), layout, target, 300, 5);
      REQUIRE((task.inputs == (halves ? 12U : 24U) && task.outputs == 5));
      bool differ = false;
      for (std::size_t row = 0; row < task.rows; ++row) {
        const auto canvas = task.input_view().row(row);
        const std::size_t left = image_of(canvas[0]), right = image_of(canvas[halves ? 2 : 12]);
        const auto pixel = [&](std::size_t number, std::size_t p) { return images.pixels[number * 12 + p]; };
        for (std::size_t p = 0; p < 12; ++p) {
          if (!halves) REQUIRE((canvas[p] == pixel(left, p) && canvas[12 + p] == pixel(right, p)));
          const std::size_t y = p / 4, x = p % 4, source = y * 4 + 2 * (x % 2);
          const std::size_t number = x < 2 ? left : right;
          if (halves) REQUIRE(canvas[p] == (pixel(number, source) + pixel(number, source + 1)) / 2);
        }
        const std::size_t a = images.label[left], b = images.label[right];
        differ = differ || a != b;
        if (target == tasks::PairTarget::same) REQUIRE(a == b);
        REQUIRE(ones(task.target_view().row(row)) ==
                std::vector<std::size_t>{target == tasks::PairTarget::same ? a : (a + b) % 5});
      }
      REQUIRE(differ == (target == tasks::PairTarget::different));
    }
}

TEST_CASE("images that do not fit are a fault", "[serial]") {
  const MadeImages odd(3, 3, 20, 4);
  REQUIRE_THROWS_AS(
      tasks::image_pair_task(odd.view(), tasks::PairLayout::halves, tasks::PairTarget::same, 1, 1),
      core::InternalError);
  REQUIRE_THROWS_AS(tasks::two_digits_xor_task(odd.view(), {}), core::InternalError);  // four classes
  MadeImages gap(2, 2, 20, 4);
  for (auto& label : gap.label)
    if (label == 2) label = 1;
  REQUIRE_THROWS_AS(tasks::two_digits_task(gap.view(), {}), core::InternalError);
  auto view = odd.view();
  view.height = 4;
  REQUIRE_THROWS_AS(tasks::two_digits_task(view, {}), core::InternalError);
}
