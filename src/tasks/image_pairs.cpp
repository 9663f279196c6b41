#include "netseam/tasks/image_pairs.hpp"

#include "image_classes.hpp"

#include "netseam/core/error.hpp"
#include "netseam/core/random_stream.hpp"

#include <algorithm>
#include <string>

namespace netseam::tasks {
namespace {

// Half of a row of `halves`: an image squeezed to half its width.
void squeeze(const LabelledImages& images, std::size_t number, std::size_t first_column,
             std::span<float> canvas) {
  const auto pixels = image(images, number);
  for (std::size_t y = 0; y < images.height; ++y)
    for (std::size_t x = 0; x < images.width / 2; ++x) {
      const std::size_t source = y * images.width + 2 * x;
      canvas[y * images.width + first_column + x] = (pixels[source] + pixels[source + 1]) / 2;
    }
}

std::string name_of(PairLayout layout, PairTarget target) {
  return std::string(layout == PairLayout::halves ? "halves" : "stacked") +
         (target == PairTarget::same ? " same" : " different");
}

}  // namespace

Task image_pair_task(const LabelledImages& images, PairLayout layout, PairTarget target, std::size_t rows,
                     std::uint64_t seed) {
  const auto of_class = images_of_classes(images);
  const std::size_t pixels = images.height * images.width, classes = of_class.size();
  const bool halves = layout == PairLayout::halves;
  if (halves && images.width % 2 != 0) throw core::InternalError("halves need images of an even width");
  Task task = blank_task(name_of(layout, target), rows, halves ? pixels : 2 * pixels, classes,
                         FittingLoss::cross_entropy);
  for (std::size_t row = 0; row < rows; ++row) {
    core::RandomStream random(seed, row, core::Purpose::image_pair);
    const std::size_t left = random.below(images.label.size());
    const auto& like_left = of_class[images.label[left]];
    const std::size_t right = target == PairTarget::same ? like_left[random.below(like_left.size())]
                                                         : random.below(images.label.size());
    const auto canvas = std::span(task.input).subspan(row * task.inputs, task.inputs);
    if (halves) {
      squeeze(images, left, 0, canvas);
      squeeze(images, right, images.width / 2, canvas);
    } else {
      std::ranges::copy(image(images, left), canvas.begin());
      std::ranges::copy(image(images, right), canvas.begin() + static_cast<std::ptrdiff_t>(pixels));
    }
    const std::size_t sum = images.label[left] + images.label[right];
    task.target[row * classes + (target == PairTarget::same ? images.label[left] : sum % classes)] = 1;
  }
  return task;
}

}  // namespace netseam::tasks
