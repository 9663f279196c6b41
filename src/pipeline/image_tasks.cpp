#include "image_tasks.hpp"

#include "task_arrays.hpp"
#include "task_size.hpp"

#include "netseam/core/error.hpp"
#include "netseam/tasks/image_pairs.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

namespace netseam::pipeline {
namespace {

namespace fs = std::filesystem;

bool is_digit_pairs(const std::string& name) { return name.starts_with("two-digits"); }

struct Images {
  fs::path file;
  TaskArray array;
  std::size_t height = 0, width = 0, classes = 0;
  std::vector<std::size_t> label;

  [[nodiscard]] tasks::LabelledImages view() const { return {array.value, height, width, label}; }
};

/// The height of images; their width is the rest. Throws InputError where that is no rectangle.
std::size_t height_of(const Config& config, const fs::path& file, const TaskArray& array) {
  const std::string shape = fmt::format("{}", fmt::join(array.shape, " x "));
  const std::size_t wanted = config.tasks.image_height;
  if (array.shape.size() > 3)
    throw core::InputError({file.string(), "shape", shape, "images x height x width, or images x pixels"});
  if (array.shape.size() == 3) {
    if (wanted != 0 && wanted != array.shape[1])
      throw core::InputError({file.string(), "shape", shape,
                              fmt::format("images of {} rows of pixels (tasks.image-height)", wanted)});
    return array.shape[1];
  }
  if (wanted != 0 && array.width % wanted != 0)
    throw core::InputError({file.string(), "shape", shape,
                            fmt::format("images of a multiple of {} pixels (tasks.image-height)", wanted)});
  if (wanted != 0) return wanted;
  const auto side = static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(array.width))));
  if (side * side != array.width)
    throw core::InputError(
        {file.string(), "shape", shape, "images x height x width, square images, or tasks.image-height"});
  return side;
}

Images read_images(const Config& config, const std::string& task, const fs::path& file,
                   const fs::path& labels) {
  Images images{file, read_task_array(config, task, file), 0, 0, 0, {}};
  images.height = height_of(config, file, images.array);
  images.width = images.array.width / images.height;
  images.label = read_classes(labels, images.array.rows(), file);
  images.classes = count_classes(labels, images.label);
  return images;
}

tasks::SplitTask digit_pairs(const Config& config, const std::string& name) {
  const TaskConfig& given = config.tasks;
  const auto files = image_task_files(config, name);
  const Images images = read_images(config, name, files[0], files[1]);
  const bool all_digits = name == "two-digits";
  if (!all_digits && images.classes < 8)
    throw core::InputError(
        {files[1].string(), "labels", fmt::format("{} classes", images.classes), "classes 0 to 7"});
  const std::size_t classes = all_digits ? images.classes : 8, rows = given.images_of_pair;
  require_task_fits(config, name, {classes, classes, rows, 2, images.array.width});
  require_task_fits(config, name, {classes, classes, rows, 2, classes});
  const auto training =
      static_cast<std::size_t>(std::lround(given.training_share * static_cast<double>(rows)));
  if (training == 0 || training == rows)
    throw core::ConfigError(
        fmt::format("{}: tasks.training-share: found {}: {} of {} rows of each pair (tasks.images-of-pair), "
                    "expected rows "
                    "to train on and rows to test on",
                    config.file.string(), given.training_share, training, rows));
  const tasks::DigitPairOptions options{rows, given.training_share, given.seed};
  return all_digits ? tasks::two_digits_task(images.view(), options)
                    : tasks::two_digits_xor_task(images.view(), options);
}

void require_even_width(const Images& images) {
  if (images.width % 2 != 0)
    throw core::InputError({images.file.string(), "width of the images", fmt::format("{}", images.width),
                            "an even number: halves are means of two columns"});
}

tasks::SplitTask image_pairs(const Config& config, const std::string& name) {
  const TaskConfig& given = config.tasks;
  const auto files = image_task_files(config, name);
  const auto layout = name.starts_with("halves") ? tasks::PairLayout::halves : tasks::PairLayout::stacked;
  const auto target = name.ends_with("same") ? tasks::PairTarget::same : tasks::PairTarget::different;
  const Images training = read_images(config, name, files[0], files[1]),
               test = read_images(config, name, files[2], files[3]);
  if (test.height != training.height || test.width != training.width)
    throw core::InputError({test.file.string(), "size of the images",
                            fmt::format("{} x {}", test.height, test.width),
                            fmt::format("{} x {}, as {} has", training.height, training.width,
                                        training.file.filename().string())});
  if (test.classes != training.classes)
    throw core::InputError({files[3].string(), "labels", fmt::format("{} classes", test.classes),
                            fmt::format("{}, as {} has", training.classes, files[1].filename().string())});
  if (layout == tasks::PairLayout::halves) require_even_width(training);
  for (const std::size_t rows : {given.rows, given.test_rows}) {
    require_task_fits(config, name, {rows, 2, training.array.width});
    require_task_fits(config, name, {rows, training.classes});
  }
  return {tasks::image_pair_task(training.view(), layout, target, given.rows, given.seed),
          tasks::image_pair_task(test.view(), layout, target, given.test_rows, ~given.seed)};
}

}  // namespace

const std::vector<std::string>& image_task_names() {
  static const std::vector<std::string> names{"two-digits",       "two-digits-xor", "halves-same",
                                              "halves-different", "stacked-same",   "stacked-different"};
  return names;
}

std::vector<fs::path> image_task_files(const Config& config, const std::string& name) {
  const TaskConfig& given = config.tasks;
  std::vector<fs::path> files;
  const auto add = [&](const char* key, const std::string& path) {
    if (path.empty())
      throw core::ConfigError(fmt::format("{}: tasks.{}: found nothing, expected an .npy file, for task {}",
                                          config.file.string(), key, name));
    files.push_back(config.resolve(path));
  };
  add("images", given.images);
  add("labels", given.labels);
  if (is_digit_pairs(name)) return files;
  add("test-images", given.test_images);
  add("test-labels", given.test_labels);
  return files;
}

tasks::SplitTask image_task(const Config& config, const std::string& name) {
  return is_digit_pairs(name) ? digit_pairs(config, name) : image_pairs(config, name);
}

}  // namespace netseam::pipeline
