#!/bin/sh
# Makes the three sample clips of the sandbox: layered hills drifting under a slow sun.
# Every pixel is computed by ffmpeg's geq filter; no picture, sound, text or font goes in.
# Needs ffmpeg with libx264. Run it in this folder; about half a minute a clip.
set -eu

# channel SKY_TOP SKY_LOW SUN FAR MIDDLE NEAR: one colour channel (0-255) of a frame.
# Each layer is laid over the one behind it with an edge one pixel soft.
channel() {
  sky="lerp($1,$2,Y/H)"
  sun="lerp($sky,$3,clip(W*$sun_size-hypot(X-W*(0.5+0.08*sin(T*0.4)),Y-H*(0.42-0.012*T)),0,1))"
  far="lerp($sun,$4,clip(Y-H*(0.58+0.035*sin(X/W*5+T*0.35)+0.02*sin(X/W*11+1)),0,1))"
  middle="lerp($far,$5,clip(Y-H*(0.70+0.04*sin(X/W*4-T*0.5+2)+0.015*sin(X/W*9)),0,1))"
  near="lerp($middle,$6,clip(Y-H*(0.84+0.03*sin(X/W*6+T*0.7+4)),0,1))"
  printf %s "$near"
}

# clip NAME SIZE RED GREEN BLUE
clip() {
  ffmpeg -nostdin -hide_banner -loglevel error -y \
    -f lavfi -i "color=black:size=$2:rate=24:duration=5,format=gbrp,geq=r='$3':g='$4':b='$5'" \
    -vf format=yuv420p -an -map_metadata -1 -fflags +bitexact -flags:v +bitexact \
    -c:v libx264 -profile:v baseline -level:v 3.0 -preset veryslow -crf 24 -threads 1 \
    -movflags +faststart "$1.mp4"
}

sun_size=0.09 # radius as a part of the width
clip 16x9 640x360 \
  "$(channel 38 244 255 122 74 34)" "$(channel 50 170 226 88 56 30)" "$(channel 92 128 178 112 84 56)"
sun_size=0.17
clip 9x16 360x640 \
  "$(channel 20 150 246 64 36 16)" "$(channel 52 206 244 128 92 52)" "$(channel 84 196 214 130 98 62)"
sun_size=0.13
clip 1x1 480x480 \
  "$(channel 58 226 255 140 96 52)" "$(channel 44 164 236 98 64 38)" "$(channel 98 186 220 150 116 78)"
