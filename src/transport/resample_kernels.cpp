#include "resample_kernels.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "resample_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace netseam::transport::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

HWY_ATTR void add_squared_differences(const float* x, const float* y, std::size_t size, double* sum) {
  const hn::CappedTag<double, 8> doubles;
  const hn::Rebind<float, decltype(doubles)> floats;
  for (std::size_t j = 0; j < size; j += hn::Lanes(doubles)) {
    const auto difference = hn::Sub(hn::PromoteTo(doubles, hn::Load(floats, x + j)),
                                    hn::PromoteTo(doubles, hn::Load(floats, y + j)));
    hn::Store(hn::MulAdd(difference, difference, hn::Load(doubles, sum + j)), doubles, sum + j);
  }
}

HWY_ATTR void add_weighted_row(const double* sums, const double* weight, std::size_t count,
                               std::size_t stride, double* total) {
  const hn::CappedTag<double, 8> doubles;
  const std::size_t lanes = hn::Lanes(doubles);
  std::size_t b = 0;
  for (; b + 4 * lanes <= stride; b += 4 * lanes) {
    auto sum0 = hn::Zero(doubles), sum1 = sum0, sum2 = sum0, sum3 = sum0;
    for (std::size_t h = 0; h < count; ++h) {
      const double* const row = weight + h * stride + b;
      const auto factor = hn::Set(doubles, sums[h]);
      sum0 = hn::MulAdd(factor, hn::LoadU(doubles, row), sum0);
      sum1 = hn::MulAdd(factor, hn::LoadU(doubles, row + lanes), sum1);
      sum2 = hn::MulAdd(factor, hn::LoadU(doubles, row + 2 * lanes), sum2);
      sum3 = hn::MulAdd(factor, hn::LoadU(doubles, row + 3 * lanes), sum3);
    }
    const double* const own = weight + b;
    double* const to = total + b;
    hn::StoreU(hn::MulAdd(sum0, hn::LoadU(doubles, own), hn::LoadU(doubles, to)), doubles, to);
    hn::StoreU(hn::MulAdd(sum1, hn::LoadU(doubles, own + lanes), hn::LoadU(doubles, to + lanes)), doubles,
               to + lanes);
    hn::StoreU(hn::MulAdd(sum2, hn::LoadU(doubles, own + 2 * lanes), hn::LoadU(doubles, to + 2 * lanes)),
               doubles, to + 2 * lanes);
    hn::StoreU(hn::MulAdd(sum3, hn::LoadU(doubles, own + 3 * lanes), hn::LoadU(doubles, to + 3 * lanes)),
               doubles, to + 3 * lanes);
  }
  for (; b < stride; b += lanes) {
    auto sum = hn::Zero(doubles);
    for (std::size_t h = 0; h < count; ++h)
      sum = hn::MulAdd(hn::Set(doubles, sums[h]), hn::LoadU(doubles, weight + h * stride + b), sum);
    hn::StoreU(hn::MulAdd(sum, hn::LoadU(doubles, weight + b), hn::LoadU(doubles, total + b)), doubles,
               total + b);
  }
}

}  // namespace netseam::transport::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace netseam::transport {

HWY_EXPORT(add_squared_differences);
HWY_EXPORT(add_weighted_row);

void add_squared_differences(const float* x, const float* y, std::size_t size, double* sum) {
  HWY_DYNAMIC_DISPATCH(add_squared_differences)(x, y, size, sum);
}
void add_weighted_row(const double* sums, const double* weight, std::size_t count, std::size_t stride,
                      double* total) {
  HWY_DYNAMIC_DISPATCH(add_weighted_row)(sums, weight, count, stride, total);
}

}  // namespace netseam::transport
#endif
