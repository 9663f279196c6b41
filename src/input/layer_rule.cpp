#include "layer_rule.hpp"

#include "refuse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace netseam::input {
namespace {

[[noreturn]] void refuse_shape(const TensorInfo& tensor, const std::string& expected) {
  refuse(tensor.file, fmt::format("layer \"{}\"", tensor.name), describe(tensor), expected);
}

LayerRule token_rule(const TensorInfo& tensor, const ReadOptions& options) {
  const std::size_t tokens = tensor.shape[1];
  LayerRule rule;
  rule.kind = LayerRule::Kind::token;
  rule.width = tensor.shape[2];
  switch (options.token) {
    case TokenRule::all:
      rule.kind = LayerRule::Kind::as_stored;
      rule.width = row_width(tensor);
      break;
    case TokenRule::first:
      break;
    case TokenRule::last:
      rule.token = tokens - 1;
      break;
    case TokenRule::mean:
      rule.kind = LayerRule::Kind::mean;
      rule.middle = tokens;
      rule.inner = rule.width;
      break;
    case TokenRule::position:
      rule.token = options.position;
      if (rule.token >= tokens) refuse_shape(tensor, fmt::format("more than {} tokens", options.position));
      break;
  }
  return rule;
}

LayerRule image_rule(const TensorInfo& tensor, const ReadOptions& options) {
  LayerRule rule;
  rule.channels_last = options.channels_last;
  const std::size_t channels = tensor.shape[options.channels_last ? 3 : 1];
  rule.pixels = row_width(tensor) / channels;
  rule.width = channels;
  switch (options.image) {
    case ImageRule::flatten:
      rule.width = row_width(tensor);
      break;
    case ImageRule::average:
      rule.kind = LayerRule::Kind::mean;
      rule.outer = options.channels_last ? 1 : channels;
      rule.middle = rule.pixels;
      rule.inner = options.channels_last ? channels : 1;
      break;
    case ImageRule::pixels:
      rule.kind = LayerRule::Kind::pixels;
      rule.points_per_sample = options.pixels_per_sample == 0 ? rule.pixels : options.pixels_per_sample;
      if (rule.points_per_sample > rule.pixels) {
        refuse_shape(tensor, fmt::format("at least {} pixels", options.pixels_per_sample));
      }
      break;
  }
  return rule;
}

void take_mean(const LayerRule& rule, std::span<const float> stored, std::span<float> out) {
  std::vector<double> sums(rule.inner);
  for (std::size_t o = 0; o < rule.outer; ++o) {
    std::fill(sums.begin(), sums.end(), 0.0);
    for (std::size_t m = 0; m < rule.middle; ++m) {
      const auto part = stored.subspan((o * rule.middle + m) * rule.inner, rule.inner);
      for (std::size_t i = 0; i < rule.inner; ++i) sums[i] += static_cast<double>(part[i]);
    }
    for (std::size_t i = 0; i < rule.inner; ++i) {
      out[o * rule.inner + i] = static_cast<float>(sums[i] / static_cast<double>(rule.middle));
    }
  }
}

}  // namespace

std::size_t LayerRule::pixel(std::size_t point) const noexcept {
  // the middle of the point-th of points_per_sample equal parts; a split of the product avoids overflow
  const std::size_t part = pixels / points_per_sample, rest = pixels % points_per_sample;
  return point * part + part / 2 + point * rest / points_per_sample;
}

LayerRule rule_of(const TensorInfo& tensor, const ReadOptions& options) {
  if (options.precomputed) {
    if (tensor.shape.size() != 2 || tensor.shape[0] != tensor.shape[1]) {
      refuse_shape(tensor, "a square matrix of distances (samples, samples)");
    }
    LayerRule rule;
    rule.kind = LayerRule::Kind::distances;
    rule.width = tensor.shape[1];
    return rule;
  }
  if (tensor.shape.size() == 3) return token_rule(tensor, options);
  if (tensor.shape.size() == 4) return image_rule(tensor, options);
  if (tensor.shape.size() > 4 && (options.token != TokenRule::all || options.image != ImageRule::flatten)) {
    refuse_shape(tensor, "at most 4 axes, or the rules that keep everything (tokens all, images flatten)");
  }
  LayerRule rule;
  rule.width = row_width(tensor);
  return rule;
}

void apply_rule(const LayerRule& rule, std::span<const std::size_t> rows, std::span<const float> stored,
                std::span<float> out) {
  switch (rule.kind) {
    case LayerRule::Kind::as_stored:
      std::copy(stored.begin(), stored.end(), out.begin());
      break;
    case LayerRule::Kind::token: {
      const auto token = stored.subspan(rule.token * rule.width, rule.width);
      std::copy(token.begin(), token.end(), out.begin());
      break;
    }
    case LayerRule::Kind::mean:
      take_mean(rule, stored, out);
      break;
    case LayerRule::Kind::pixels:
      for (std::size_t point = 0; point < rule.points_per_sample; ++point) {
        const std::size_t pixel = rule.pixel(point);
        for (std::size_t c = 0; c < rule.width; ++c) {
          out[point * rule.width + c] =
              stored[rule.channels_last ? pixel * rule.width + c : c * rule.pixels + pixel];
        }
      }
      break;
    case LayerRule::Kind::distances:
      std::transform(rows.begin(), rows.end(), out.begin(),
                     [stored](std::size_t row) { return stored[row]; });
      break;
  }
}

std::size_t rows_at_once(const TensorInfo& tensor, std::size_t wanted) {
  if (tensor.fortran_order) return std::max<std::size_t>(wanted, 1);
  return std::clamp<std::size_t>(block_bytes / sizeof(float) / row_width(tensor), 1,
                                 std::max<std::size_t>(wanted, 1));
}

}  // namespace netseam::input
