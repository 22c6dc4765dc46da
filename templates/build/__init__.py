"""ResolvedTemplate + facts of pictures + fonts → Scene, and what its checks say."""
