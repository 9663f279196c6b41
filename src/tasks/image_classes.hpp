#pragma once
#include "netseam/tasks/image_pairs.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace netseam::tasks {

/// The images of every class, by their numbers; throws InternalError where sizes do not fit or a class has
/// none.
[[nodiscard]] std::vector<std::vector<std::size_t>> images_of_classes(const LabelledImages& images);

/// The pixels of one image, height x width.
[[nodiscard]] inline std::span<const float> image(const LabelledImages& images, std::size_t number) {
  const std::size_t pixels = images.height * images.width;
  return images.pixels.subspan(number * pixels, pixels);
}

}  // namespace netseam::tasks
