#include "image_classes.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>
#include <string>

namespace netseam::tasks {

std::vector<std::vector<std::size_t>> images_of_classes(const LabelledImages& images) {
  if (images.label.empty() || images.height == 0 || images.width == 0 ||
      images.pixels.size() != images.label.size() * images.height * images.width)
    throw core::InternalError("images, their size and their labels do not fit");
  std::vector<std::vector<std::size_t>> of_class(std::ranges::max(images.label) + 1);
  for (std::size_t i = 0; i < images.label.size(); ++i) of_class[images.label[i]].push_back(i);
  for (std::size_t c = 0; c < of_class.size(); ++c)
    if (of_class[c].empty()) throw core::InternalError("class " + std::to_string(c) + " has no image");
  return of_class;
}

}  // namespace netseam::tasks
