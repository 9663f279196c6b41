#include "image_classes.hpp"

#include "netseam/core/error.hpp"
#include "netseam/core/random_stream.hpp"
#include "netseam/tasks/image_pairs.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace netseam::tasks {
namespace {

void place_beside(const LabelledImages& images, std::size_t left, std::size_t right,
                  std::span<float> canvas) {
  for (std::size_t y = 0; y < images.height; ++y) {
    const auto line = canvas.subspan(y * 2 * images.width, 2 * images.width);
    std::ranges::copy(image(images, left).subspan(y * images.width, images.width), line.begin());
    std::ranges::copy(image(images, right).subspan(y * images.width, images.width),
                      line.begin() + static_cast<std::ptrdiff_t>(images.width));
  }
}

/// All pairs of the first `classes` classes; `describe(left, right, target)` sets the target of a row.
template <class Describe>
SplitTask digit_pairs(const std::string& name, const LabelledImages& images, std::size_t classes,
                      std::size_t outputs, const DigitPairOptions& options, const Describe& describe) {
  if (!(options.training_share >= 0 && options.training_share <= 1))
    throw core::InternalError("the training share of a task is not in [0, 1]");
  const auto of_class = images_of_classes(images);
  if (classes > of_class.size()) throw core::InternalError("task " + name + " needs images of more classes");
  const auto trained = static_cast<std::size_t>(
      std::lround(options.training_share * static_cast<double>(options.images_of_pair)));
  const std::size_t pairs = classes * classes, pixels = 2 * images.height * images.width;
  const auto part = [&](const char* which, std::size_t rows) {
    return blank_task(name + which, pairs * rows, pixels, outputs, FittingLoss::binary_cross_entropy);
  };
  SplitTask task{part("", trained), part(" (test)", options.images_of_pair - trained)};
  std::size_t training_row = 0, test_row = 0;
  for (std::size_t pair = 0; pair < pairs; ++pair) {
    const std::size_t left = pair / classes, right = pair % classes;
    core::RandomStream random(options.seed, pair, core::Purpose::image_pair);
    for (std::size_t i = 0; i < options.images_of_pair; ++i) {
      Task& side = i < trained ? task.training : task.test;
      const std::size_t row = i < trained ? training_row++ : test_row++;
      const std::size_t a = of_class[left][random.below(of_class[left].size())];
      const std::size_t b = of_class[right][random.below(of_class[right].size())];
      place_beside(images, a, b, std::span(side.input).subspan(row * pixels, pixels));
      describe(left, right, std::span(side.target).subspan(row * outputs, outputs));
    }
  }
  return task;
}

}  // namespace

SplitTask two_digits_task(const LabelledImages& images, const DigitPairOptions& options) {
  const std::size_t classes = images_of_classes(images).size();
  return digit_pairs("two digits", images, classes, 2 * classes, options,
                     [classes](std::size_t left, std::size_t right, std::span<float> target) {
                       target[left] = 1;
                       target[classes + right] = 1;
                     });
}

SplitTask two_digits_xor_task(const LabelledImages& images, const DigitPairOptions& options) {
  return digit_pairs("two digits xor", images, 8, 3, options,
                     [](std::size_t left, std::size_t right, std::span<float> target) {
                       for (std::size_t bit = 0; bit < 3; ++bit)
                         target[2 - bit] = ((left ^ right) >> bit & 1U) != 0 ? 1.0F : 0.0F;
                     });
}

}  // namespace netseam::tasks
