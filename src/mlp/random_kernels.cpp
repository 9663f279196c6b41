#include "random_kernels.hpp"

#include "product_kernels.hpp"

#include <algorithm>
#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "random_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// its macros and the order of includes are Highway's
#include <hwy/contrib/math/math-inl.h>

HWY_BEFORE_NAMESPACE();
namespace netseam::mlp::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

const hn::CappedTag<float, column_group> floats;
const hn::Rebind<std::uint32_t, decltype(floats)> words;
const hn::Rebind<std::int32_t, decltype(floats)> numbers;
using Floats = hn::Vec<decltype(floats)>;
using Words = hn::Vec<decltype(words)>;
constexpr std::size_t lanes = hn::MaxLanes(floats);

struct WideProduct {
  Words high, low;
};
#if HWY_TARGET != HWY_SCALAR
HWY_INLINE WideProduct wide_product(Words factor, Words value) {
  const hn::Repartition<std::uint64_t, decltype(words)> pairs;
  const auto even = hn::MulEven(factor, value);
  const auto odd = hn::MulEven(factor, hn::BitCast(words, hn::ShiftRight<32>(hn::BitCast(pairs, value))));
  const Words even_high = hn::BitCast(words, hn::ShiftRight<32>(even));
  const Words odd_low = hn::BitCast(words, hn::ShiftLeft<32>(odd));
  return {hn::OddEven(hn::BitCast(words, odd), even_high), hn::OddEven(odd_low, hn::BitCast(words, even))};
}
#else
HWY_INLINE WideProduct wide_product(Words factor, Words value) {
  const std::uint64_t product = std::uint64_t{hn::GetLane(factor)} * hn::GetLane(value);
  return {hn::Set(words, static_cast<std::uint32_t>(product >> 32)),
          hn::Set(words, static_cast<std::uint32_t>(product))};
}
#endif

struct Block {
  Words word[4];
};

/// core::philox for one counter in each lane.
HWY_INLINE Block philox(const RandomPlace& place, Words sample, Words group) {
  Words counter[4] = {sample, group, hn::Set(words, place.epoch), hn::Set(words, place.place)};
  auto key0 = static_cast<std::uint32_t>(place.key), key1 = static_cast<std::uint32_t>(place.key >> 32);
  for (int round = 0; round < 10; ++round, key0 += 0x9E3779B9U, key1 += 0xBB67AE85U) {
    const WideProduct first = wide_product(hn::Set(words, 0xD2511F53U), counter[0]);
    const WideProduct second = wide_product(hn::Set(words, 0xCD9E8D57U), counter[2]);
    counter[0] = hn::Xor(hn::Xor(second.high, counter[1]), hn::Set(words, key0));
    counter[2] = hn::Xor(hn::Xor(first.high, counter[3]), hn::Set(words, key1));
    counter[1] = second.low;
    counter[3] = first.low;
  }
  return {{counter[0], counter[1], counter[2], counter[3]}};
}

void random_words_here(const RandomPlace& place, std::span<std::uint32_t> out) {
  HWY_ALIGN std::uint32_t word[4][lanes];
  for (std::size_t first = 0; first < out.size(); first += 4 * lanes) {
    const Words block = hn::Iota(words, static_cast<std::uint32_t>(first / 4));
    const Block random = philox(place, block, hn::Zero(words));
    for (std::size_t k = 0; k < 4; ++k) hn::Store(random.word[k], words, word[k]);
    const std::size_t count = std::min(4 * lanes, out.size() - first);
    for (std::size_t i = 0; i < count; ++i) out[first + i] = word[i % 4][i / 4];
  }
}

/// The upper 24 bits of every word plus `offset`, times 2^-24.
HWY_INLINE Floats uniform(Words random, float offset) {
  const Floats whole = hn::ConvertTo(floats, hn::BitCast(numbers, hn::ShiftRight<8>(random)));
  return hn::Mul(hn::Add(whole, hn::Set(floats, offset)), hn::Set(floats, 0x1p-24F));
}

struct NormalPair {
  Floats cosine, sine;
};
HWY_INLINE NormalPair normal_pair(Words first, Words second, Floats deviation) {
  const Floats logarithm = hn::Log(floats, uniform(first, 1.0F));
  const Floats radius = hn::Mul(deviation, hn::Sqrt(hn::Mul(hn::Set(floats, -2.0F), logarithm)));
  // an angle within half a turn needs the least reduction
  const Floats angle = hn::Mul(uniform(second, -0x1p23F), hn::Set(floats, 6.2831853F));
  return {hn::Mul(radius, hn::Cos(floats, angle)), hn::Mul(radius, hn::Sin(floats, angle))};
}

HWY_INLINE void add_to(float* values, Floats noise) {
  hn::Store(hn::Add(hn::Load(floats, values), noise), floats, values);
}

void add_normal_noise_here(const RandomPlace& place, float deviation, const SampleBlock& block) {
  const Floats scale = hn::Set(floats, deviation);
  for (std::size_t unit = 0; unit < block.units; unit += 4) {
    const std::size_t rows = std::min<std::size_t>(4, block.units - unit);
    const Words group = hn::Set(words, static_cast<std::uint32_t>(unit / 4));
    for (std::size_t column = 0; column < block.columns; column += lanes) {
      const Block random = philox(place, hn::Load(words, block.sample + column), group);
      float* values = block.values + unit * block.columns + column;
      const NormalPair first = normal_pair(random.word[0], random.word[1], scale);
      add_to(values, first.cosine);
      if (rows > 1) add_to(values + block.columns, first.sine);
      if (rows <= 2) continue;
      const NormalPair second = normal_pair(random.word[2], random.word[3], scale);
      add_to(values + 2 * block.columns, second.cosine);
      if (rows > 3) add_to(values + 3 * block.columns, second.sine);
    }
  }
}

void drop_values_here(const RandomPlace& place, double share, const SampleBlock& block) {
  // compared as signed numbers, which every instruction set can
  const auto limit = static_cast<std::int32_t>(std::floor(share * 0x1p32) - 0x1p31);
  const Floats scale = hn::Set(floats, static_cast<float>(1 / (1 - share)));
  for (std::size_t unit = 0; unit < block.units; unit += 4) {
    const std::size_t rows = std::min<std::size_t>(4, block.units - unit);
    const Words group = hn::Set(words, static_cast<std::uint32_t>(unit / 4));
    for (std::size_t column = 0; column < block.columns; column += lanes) {
      const Block random = philox(place, hn::Load(words, block.sample + column), group);
      for (std::size_t r = 0; r < rows; ++r) {
        float* values = block.values + (unit + r) * block.columns + column;
        const auto dropped = hn::Lt(hn::BitCast(numbers, random.word[r]), hn::Set(numbers, limit));
        const Floats value = hn::Mul(hn::Load(floats, values), scale);
        hn::Store(hn::IfThenZeroElse(hn::RebindMask(floats, dropped), value), floats, values);
      }
    }
  }
}

}  // namespace netseam::mlp::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace netseam::mlp {
HWY_EXPORT(random_words_here);
HWY_EXPORT(add_normal_noise_here);
HWY_EXPORT(drop_values_here);

void random_words(const RandomPlace& place, std::span<std::uint32_t> out) {
  HWY_DYNAMIC_DISPATCH(random_words_here)(place, out);
}
void add_normal_noise(const RandomPlace& place, float deviation, const SampleBlock& block) {
  HWY_DYNAMIC_DISPATCH(add_normal_noise_here)(place, deviation, block);
}
void drop_values(const RandomPlace& place, double share, const SampleBlock& block) {
  HWY_DYNAMIC_DISPATCH(drop_values_here)(place, share, block);
}
}  // namespace netseam::mlp
#endif
