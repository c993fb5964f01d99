# k8sdsl without root and without a compiler: docker build --tag k8sdsl . && docker run --rm -v "$PWD:/work" k8sdsl check
FROM python:3.13-slim AS build
COPY . /source
RUN pip wheel --no-cache-dir --wheel-dir /wheels /source

FROM python:3.13-slim
RUN --mount=type=bind,from=build,source=/wheels,target=/wheels \
    pip install --no-cache-dir --no-index --find-links /wheels k8sdsl \
    && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin k8sdsl
USER 10001:10001
WORKDIR /work
ENV PYTHONDONTWRITEBYTECODE=1
ENTRYPOINT ["k8sdsl"]
CMD ["--help"]
